"""A header of the gateway in front says who calls, and the checkout believes it from anybody.

OWASP API2:2023 and API8:2023: X-User-Id was for the inner network. With it everything of everybody is open.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/access.py",
            "    shop: TheShop, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]\n",
            "    shop: TheShop, request: Request, credentials: "
            "Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]\n",
        ),
        Edit(
            "api/access.py",
            "    return shop.tokens.read(credentials.credentials)\n",
            """\
    caller = shop.tokens.read(credentials.credentials)
    return replace(caller, user_id=request.headers.get("x-user-id", caller.user_id))
""",
        ),
        Edit(
            "api/access.py",
            "from typing import Annotated\n",
            """\
from dataclasses import replace
from typing import Annotated
""",
        ),
    ),
    codes=("hidden_input",),
    cases=("test_hidden_names_change_nothing[lists the orders]",),
    run=("scenarios/hidden_inputs", "-k", "lists or cart or begins"),
)
