"""Who calls, and the shop they call. All `async`: FastAPI gives each other dependency a turn in its thread pool."""

from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from checkout.auth import Caller
from checkout.problems import Problem, unauthorized
from checkout.schemas import ID_PATTERN
from checkout.shop import Shop

BEARER = HTTPBearer(auto_error=False, description="The access_token of register or login.")
PathId = Annotated[str, Path(min_length=1, max_length=128, pattern=ID_PATTERN)]


async def the_shop(request: Request) -> Shop:
    """The shop of this app."""
    shop: Shop = request.app.state.shop
    return shop


TheShop = Annotated[Shop, Depends(the_shop)]


async def the_caller(
    shop: TheShop, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Caller:
    """Who the bearer token speaks for; raises 401."""
    if credentials is None:
        raise unauthorized("Send a bearer token from login.")
    return shop.tokens.read(credentials.credentials)


TheCaller = Annotated[Caller, Depends(the_caller)]


async def the_administrator(caller: TheCaller) -> Caller:
    """The caller when they administer the shop; raises 403."""
    if not caller.admin:
        raise Problem(403, "forbidden", "Only an administrator may do this.")
    return caller


Administrator = Annotated[Caller, Depends(the_administrator)]
