"""Passwords and bearer tokens: argon2id with OWASP's minimum parameters, expiring HS256 tokens."""

import hashlib
import time
from dataclasses import dataclass

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from checkout.problems import unauthorized

ALGORITHM = "HS256"
ISSUER = "checkout"


@dataclass(frozen=True)
class Caller:
    """Who a valid token speaks for."""

    user_id: str
    email: str
    admin: bool


class Passwords:
    """Hashes and checks passwords (OWASP password storage: argon2id, m=19456 KiB, t=2, p=1).

    With `quick`, at argon2's least cost: a test suite makes an account for every case.
    """

    def __init__(self, *, quick: bool = False) -> None:
        rounds, kib = (1, 8) if quick else (2, 19456)
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=kib, parallelism=1)
        self._nobody = self._hasher.hash("the hash that is checked when there is no such user")

    def hash(self, password: str) -> str:
        """A salted hash that can be stored."""
        return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is right; takes as long for an unknown user (stored None) as for a known one."""
        try:
            return self._hasher.verify(stored or self._nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


class Tokens:
    """Issues and reads bearer tokens signed with one secret."""

    def __init__(self, secret: str, seconds: int) -> None:
        self._key = hashlib.sha256(secret.encode()).digest()
        self._seconds = seconds

    def issue(self, caller: Caller) -> str:
        """A token for the caller that ends after the configured seconds."""
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": caller.user_id, "email": caller.email, "adm": caller.admin, "iat": now}
        return jwt.encode({**claims, "exp": now + self._seconds}, self._key, algorithm=ALGORITHM)

    def read(self, token: str) -> Caller:
        """Who the token speaks for; raises a 401 Problem when it is expired, foreign or malformed."""
        required = ["exp", "iss", "sub", "email", "adm"]
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM], issuer=ISSUER, options={"require": required})
        except jwt.ExpiredSignatureError as error:
            raise unauthorized("The token has expired. Log in again.", "token_expired") from error
        except (jwt.InvalidTokenError, ValueError) as error:
            raise unauthorized("The token is not valid. Send a bearer token from login.") from error
        return Caller(claims["sub"], claims["email"], claims["adm"] is True)
