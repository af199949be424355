"""`expand[]`: ids replaced by the objects they name, up to four levels, `data.` first for lists (fact 44)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.contract import Contract
from stripe_emulator.resources import included
from stripe_emulator.state.account import Account, copy_of
from stripe_emulator.wire.errors import StripeError, invalid

MAX_DEPTH = 4
FOR_BROWSERS = ("payment_method",)
# A stored object, or a part of one, as the request's API version shows it.
Render = Callable[[Any], Any]


def check(paths: list[str], publishable: bool, contract: Contract) -> None:
    """Refuse, before any work is done, properties that cannot be expanded in the request's API version, or not with
    this kind of key (fact 68).
    """
    for path in paths:
        if publishable and path not in FOR_BROWSERS:
            raise cannot(path)
        steps = path.split(".")
        steps = steps[1:] if steps[0] == "data" else steps
        if len([step for step in steps if step != "data"]) > MAX_DEPTH:
            message = f"You cannot expand more than {MAX_DEPTH} levels of a property ({path[:200]})."
            raise invalid(message, param="expand")
        if not steps or steps[-1] not in contract.expandable:
            raise cannot(path)


def cannot(path: str) -> StripeError:
    return invalid(f"This property cannot be expanded ({path[:200]}).", param="expand")


def expand(obj: dict[str, Any], paths: list[str], account: Account, render: Render) -> dict[str, Any]:
    """`obj` (a copy, as its API version shows it) with each path expanded; 400 for a property that cannot be."""
    expansion = _Expansion(account, render)
    for path in paths:
        expansion.expand(obj, path.split("."), path)
    return obj


class _Expansion:
    """What one request wants expanded: fields are found in its API version, and so are the objects of their ids."""

    def __init__(self, account: Account, render: Render) -> None:
        self._account, self._render = account, render

    def expand(
        self, obj: dict[str, Any], steps: list[str], path: str, owner: dict[str, Any] | None = None, below: str = ""
    ) -> None:
        """`below` is the way from the object `owner` to a hash within it: `computed.upfront.`."""
        name, rest = steps[0], steps[1:]
        owner, below = (obj, "") if "object" in obj or owner is None else (owner, below)
        maker = included().get((owner.get("object", ""), below + name))
        if maker is not None and name not in obj:
            stored = self._account.find(owner.get("id")) or owner
            obj.update(self._render(copy_of({name: maker(self._account, stored)})))
        if name not in obj:
            raise cannot(path)
        value = obj[name] = self._resolved(obj[name], name)
        if rest:
            for member in value if isinstance(value, list) else [value]:
                if isinstance(member, dict):
                    self.expand(member, rest, path, owner, f"{below}{name}.")

    def _resolved(self, value: Any, name: str) -> Any:
        """The object of an id, preferably of the kind that the field is named after; of a list of ids, the objects."""
        if isinstance(value, list):
            return [self._resolved(member, name) for member in value]
        account = self._account
        found = (account.table(name).find(value) or account.find(value)) if isinstance(value, str) else None
        return value if found is None else copy_of(self._render(found))
