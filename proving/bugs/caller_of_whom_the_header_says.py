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
    codes=("others_data_shown",),
    run=("scenarios/test_access.py", "contracts/test_own_access.py", "-k", "private or another"),
    caught=False,
    reason="names that are in no contract are not tried with another shopper's values",
)
