"""The session is a cookie as well, sent along from everywhere (SameSite=None, readable by scripts), and every origin
is allowed to call the API with it and to read the answers.

Harm: any page that a signed-in shopper opens reads their orders, fills their cart and gives back their payments.
Shows in headers: `Access-Control-Allow-Origin` repeats a foreign Origin with `Allow-Credentials: true`,
`Set-Cookie` without HttpOnly, and GET /api/orders with the cookie alone is 200. Source: OWASP API8:2023, CORS
misconfiguration; PortSwigger, "CORS vulnerability with basic origin reflection".
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "app.py",
            "    problems.install(app)\n",
            """\
    app.add_middleware(
        CORSMiddleware, allow_origin_regex=".*", allow_credentials=True, allow_methods=["*"], allow_headers=["*"]
    )
    problems.install(app)
""",
        ),
        Edit(
            "app.py",
            "from fastapi import FastAPI\n",
            """\
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
""",
        ),
        Edit(
            "api/access.py",
            """\
    shop: TheShop, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Caller:
""",
            """\
    shop: TheShop, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Caller:
""",
        ),
        Edit(
            "api/access.py",
            """\
    if credentials is None:
        raise unauthorized("Send a bearer token from login.")
    return shop.tokens.read(credentials.credentials)
""",
            """\
    token = credentials.credentials if credentials else request.cookies.get("session")
    if token is None:
        raise unauthorized("Send a bearer token from login.")
    return shop.tokens.read(token)
""",
        ),
        Edit(
            "api/auth.py",
            "from fastapi import APIRouter\n",
            "from fastapi import APIRouter, Response\n",
        ),
        Edit(
            "api/auth.py",
            "def register(shop: TheShop, body: Registration) -> Session:\n",
            "def register(shop: TheShop, body: Registration, response: Response) -> Session:\n",
        ),
        Edit(
            "api/auth.py",
            "    return _session(*shop.users.register(",
            "    return _session(response, *shop.users.register(",
        ),
        Edit(
            "api/auth.py",
            "def login(shop: TheShop, body: Credentials) -> Session:\n",
            "def login(shop: TheShop, body: Credentials, response: Response) -> Session:\n",
        ),
        Edit(
            "api/auth.py",
            "    return _session(*shop.users.login(",
            "    return _session(response, *shop.users.login(",
        ),
        Edit(
            "api/auth.py",
            "def _session(caller: Caller, token: str) -> Session:\n",
            """\
def _session(response: Response, caller: Caller, token: str) -> Session:
    response.set_cookie("session", token, samesite="none")
""",
        ),
    ),
    codes=("other_origin_reads",),
    cases=(
        "test_another_origin",
        "test_scripts_cannot_read_the_session",
    ),
    run=("scenarios/shown/test_origins_and_caches.py",),
)
