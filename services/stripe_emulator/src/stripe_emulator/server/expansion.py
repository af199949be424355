"""`expand[]`: ids replaced by the objects they name, up to four levels, `data.` first for lists (fact 44)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.resources import included
from stripe_emulator.state.account import Account, copy_of
from stripe_emulator.wire.errors import StripeError, invalid

MAX_DEPTH = 4
FOR_BROWSERS = ("payment_method",)


def check(paths: list[str], publishable: bool) -> None:
    """Refuse, before any work is done, properties that cannot be expanded, or not with this kind of key (fact 68)."""
    for path in paths:
        if publishable and path not in FOR_BROWSERS:
            raise cannot(path)
        steps = path.split(".")
        steps = steps[1:] if steps[0] == "data" else steps
        if len([step for step in steps if step != "data"]) > MAX_DEPTH:
            message = f"You cannot expand more than {MAX_DEPTH} levels of a property ({path[:200]})."
            raise invalid(message, param="expand")
        if not steps or steps[-1] not in CURRENT.expandable:
            raise cannot(path)


def cannot(path: str) -> StripeError:
    return invalid(f"This property cannot be expanded ({path[:200]}).", param="expand")


def expand(obj: dict[str, Any], paths: list[str], account: Account) -> dict[str, Any]:
    """`obj` (a copy) with each path expanded; 400 for a property that cannot be."""
    for path in paths:
        _expand(obj, path.split("."), path, account)
    return obj


def _expand(
    obj: dict[str, Any],
    steps: list[str],
    path: str,
    account: Account,
    owner: dict[str, Any] | None = None,
    below: str = "",
) -> None:
    """`below` is the way from the object `owner` to a hash within it: `computed.upfront.`."""
    name, rest = steps[0], steps[1:]
    owner, below = (obj, "") if "object" in obj or owner is None else (owner, below)
    maker = included().get((owner.get("object", ""), below + name))
    if maker is not None and name not in obj:
        obj.update(copy_of({name: maker(account, owner)}))
    if name not in obj:
        raise cannot(path)
    value = obj[name] = _resolved(obj[name], name, account)
    if rest:
        for member in value if isinstance(value, list) else [value]:
            if isinstance(member, dict):
                _expand(member, rest, path, account, owner, f"{below}{name}.")


def _resolved(value: Any, name: str, account: Account) -> Any:
    """The object of an id, preferably of the kind that the field is named after, or the objects of a list of ids."""
    if isinstance(value, list):
        return [_resolved(member, name, account) for member in value]
    obj = (account.table(name).find(value) or account.find(value)) if isinstance(value, str) else None
    return value if obj is None else copy_of(obj)
