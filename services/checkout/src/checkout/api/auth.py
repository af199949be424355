"""Accounts and tokens."""

from fastapi import APIRouter

from checkout.api.access import TheShop
from checkout.api.answers import errors
from checkout.auth import Caller
from checkout.schemas import Credentials, Registration, Session

ROUTER = APIRouter(prefix="/api/auth", tags=["auth"])


@ROUTER.post("/register", operation_id="registerUser", status_code=201, responses=errors(400, 409, 422))
def register(shop: TheShop, body: Registration) -> Session:
    """Create an account and sign in."""
    return _session(*shop.users.register(body.email, body.password, body.first_name, body.last_name))


@ROUTER.post("/login", operation_id="loginUser", responses=errors(400, 401, 422))
def login(shop: TheShop, body: Credentials) -> Session:
    """Sign in."""
    return _session(*shop.users.login(body.email, body.password))


def _session(caller: Caller, token: str) -> Session:
    return Session(access_token=token, token_type="bearer", user_id=caller.user_id, email=caller.email)
