"""Each request's body is written into the log while something is being looked for, and nobody takes it out again.

adhocracy3 #681; CWE-532. Passwords of all who register are in it; OWASP API8:2023, Security Misconfiguration.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "app.py",
            "    pages.install(app, settings.stripe_js_base)\n",
            """\
    pages.install(app, settings.stripe_js_base)

    @app.middleware("http")
    async def note(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        LOG.warning("%s %s %s", request.method, request.url.path, await request.body())
        return await answer(request)

""",
        ),
        Edit(
            "app.py",
            "from collections.abc import AsyncIterator\n",
            """\
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
""",
        ),
        Edit("app.py", "from fastapi import FastAPI\n", "from fastapi import FastAPI, Request, Response\n"),
        Edit(
            "app.py",
            "ROOMS = (",
            """\
LOG = logging.getLogger("checkout.app")
ROOMS = (""",
        ),
    ),
    codes=("secret_in_log",),
    run=("scenarios/test_access.py", "-k", "signs or wrong"),
)
