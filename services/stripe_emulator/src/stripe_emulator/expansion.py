"""`expand[]`: ids replaced by the objects they name, up to four levels, `data.` first for lists (fact 44)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.account import Account, shown
from stripe_emulator.errors import StripeError, invalid

MAX_DEPTH = 4
EXPANDABLE = frozenset(
    (
        "application", "application_fee", "balance_transaction", "charge", "customer", "default_payment_method",
        "default_source", "destination", "dispute", "failure_balance_transaction", "invoice", "latest_charge",
        "on_behalf_of", "payment_intent", "payment_method", "refunds", "review", "source", "source_transfer",
        "source_transfer_reversal", "transfer", "transfer_reversal",
    )
)  # fmt: skip


FOR_BROWSERS = ("payment_method",)


def check(paths: list[str], publishable: bool) -> None:
    """Refuse, before any work is done, what no object could expand, or what this kind of key may not see (fact 68)."""
    for path in paths:
        if publishable and path not in FOR_BROWSERS:
            raise cannot(path)
        steps = path.split(".")
        steps = steps[1:] if steps[0] == "data" else steps
        if len(steps) > MAX_DEPTH:
            message = f"You cannot expand more than {MAX_DEPTH} levels of a property ({path[:200]})."
            raise invalid(message, param="expand")
        if not steps or any(step not in EXPANDABLE for step in steps):
            raise cannot(path)


def cannot(path: str) -> StripeError:
    """The refusal of a property that is no reference."""
    return invalid(f"This property cannot be expanded ({path[:200]}).", param="expand")


def expand(obj: dict[str, Any], paths: list[str], account: Account) -> dict[str, Any]:
    """`obj` (a copy) with each path expanded; 400 for a property that cannot be."""
    for path in paths:
        _expand(obj, path.split("."), path, account)
    return obj


def _expand(obj: dict[str, Any], steps: list[str], path: str, account: Account) -> None:
    name, rest = steps[0], steps[1:]
    if name == "data" and obj.get("object") == "list":
        for member in obj["data"]:
            if rest:
                _expand(member, rest, path, account)
        return
    if name not in obj or name not in EXPANDABLE:
        raise cannot(path)
    value = obj[name]
    if isinstance(value, str):
        found = account.find(value)
        if found is None:
            return
        value = obj[name] = shown(found)
    if rest and isinstance(value, dict):
        _expand(value, rest, path, account)
