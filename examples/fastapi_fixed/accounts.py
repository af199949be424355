"""Who is who: accounts in memory, and the JWT that says so."""

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass, field
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

SECRET = os.environ.get("JWT_SECRET") or secrets.token_hex(32)
SECONDS = 3600


@dataclass
class User:
    id: str
    email: str
    salt: bytes
    password: bytes
    cart: dict[str, int] = field(default_factory=dict)


USERS: dict[str, User] = {}


def hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=1024, r=8, p=1)


def sign_up(email: str, password: str) -> User:
    if any(user.email == email for user in USERS.values()):
        raise HTTPException(409, "This address has an account.")
    salt = secrets.token_bytes(16)
    user = User(f"user-{secrets.token_hex(8)}", email, salt, hashed(password, salt))
    USERS[user.id] = user
    return user


def sign_in(email: str, password: str) -> User:
    user = next((user for user in USERS.values() if user.email == email), None)
    if user is None or not hmac.compare_digest(user.password, hashed(password, user.salt)):
        raise HTTPException(401, "Wrong address or password.")
    return user


def token(user: User) -> dict:
    claims = {"sub": user.id, "exp": int(time.time()) + SECONDS}
    return {"id": user.id, "access_token": jwt.encode(claims, SECRET, algorithm="HS256"), "token_type": "bearer"}


def signed_in(bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]) -> User:
    if bearer is None:
        raise HTTPException(401, "Please sign in.", {"WWW-Authenticate": "Bearer"})
    try:
        claims = jwt.decode(bearer.credentials, SECRET, algorithms=["HS256"], options={"require": ["exp", "sub"]})
        return USERS[claims["sub"]]
    except (jwt.InvalidTokenError, KeyError):
        raise HTTPException(401, "Please sign in.", {"WWW-Authenticate": "Bearer"}) from None


SignedIn = Annotated[User, Depends(signed_in)]
