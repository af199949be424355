"""Accounts: one per e-mail address, whatever its case."""

import uuid

from checkout.auth import Caller, Passwords, Tokens
from checkout.problems import conflict, unauthorized
from checkout.tables import Item, Store


class Users:
    """Registers people and lets them in."""

    def __init__(self, store: Store, passwords: Passwords, tokens: Tokens) -> None:
        self._store, self._passwords, self._tokens = store, passwords, tokens

    def register(self, email: str, password: str, first_name: str, last_name: str) -> tuple[Caller, str]:
        """A new account and its first token; raises 409 email_taken."""
        item = {
            "email": email.lower(),
            "user_id": f"usr_{uuid.uuid4().hex}",
            "password_hash": self._passwords.hash(password),
            "first_name": first_name,
            "last_name": last_name,
            "admin": False,
        }
        if not self._store.put("users", item, "attribute_not_exists(email)") and not self._is_stored(item):
            raise conflict("email_taken", "This e-mail address has an account. Log in instead.")
        return self._session(item)

    def login(self, email: str, password: str) -> tuple[Caller, str]:
        """The account and a new token; raises 401 for an unknown address and a wrong password alike."""
        item = self._store.get("users", email=email.lower())
        if not self._passwords.matches(password, item["password_hash"] if item else None) or item is None:
            raise unauthorized("E-mail address or password is wrong.", "invalid_credentials")
        return self._session(item)

    def ensure_admin(self, email: str, password: str) -> None:
        """Make the configured administrator exist with the configured password; the environment has the last word."""
        self._store.update(
            "users",
            {"email": email.lower()},
            "SET user_id = if_not_exists(user_id, :u), password_hash = :h, #a = :t, "
            "first_name = if_not_exists(first_name, :n), last_name = if_not_exists(last_name, :n)",
            "attribute_exists(email) OR attribute_not_exists(email)",
            names={"a": "admin"},
            u=f"usr_{uuid.uuid4().hex}",
            h=self._passwords.hash(password),
            t=True,
            n="Admin",
        )

    def _is_stored(self, item: Item) -> bool:
        """Whether the address has this very account: the SDK repeats a write whose answer was lost."""
        stored = self._store.get("users", email=item["email"])
        return stored is not None and stored["user_id"] == item["user_id"]

    def _session(self, item: dict[str, object]) -> tuple[Caller, str]:
        caller = Caller(str(item["user_id"]), str(item["email"]), item["admin"] is True)
        return caller, self._tokens.issue(caller)
