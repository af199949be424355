"""`expand[]`: ids replaced by the objects they name, up to four levels, `data.` first for lists (fact 44)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.contract import Operation
from stripe_emulator.resources import included
from stripe_emulator.server import expandable
from stripe_emulator.state.account import Account, copy_of

FOR_BROWSERS = ("payment_method",)
# A stored object, or a part of one, as the request's API version shows it.
Render = Callable[[Any], Any]


def check(paths: list[str], publishable: bool, version: str, operation: Operation) -> None:
    """Refuse before any work is done what cannot be expanded in this version, or with this kind of key (fact 68)."""
    for path in paths:
        if publishable and path not in FOR_BROWSERS:
            raise expandable.cannot(path)
        expandable.check(path, version, operation)


def expand(obj: dict[str, Any], paths: list[str], account: Account, render: Render) -> dict[str, Any]:
    """`obj` (a copy, as its API version shows it) with each path expanded; `check` has judged the paths."""
    expansion = _Expansion(account, render)
    for path in paths:
        expansion.expand(obj, path.split("."))
    return obj


class _Expansion:
    """What one request wants expanded: fields are found in its API version, and so are the objects of their ids."""

    def __init__(self, account: Account, render: Render) -> None:
        self._account, self._render = account, render

    def expand(
        self, obj: dict[str, Any], steps: list[str], owner: dict[str, Any] | None = None, below: str = ""
    ) -> None:
        """`below` is the way from the object `owner` to a hash within it: `computed.upfront.`."""
        name, rest = steps[0], steps[1:]
        owner, below = (obj, "") if "object" in obj or owner is None else (owner, below)
        maker = included().get((owner.get("object", ""), below + name))
        if maker is not None and name not in obj:
            stored = self._account.find(owner.get("id")) or owner
            obj.update(self._render(copy_of({name: maker(self._account, stored)})))
        value = self._resolved(obj.get(name), name)
        if name in obj or not rest:
            obj[name] = value
        if rest:
            for member in value if isinstance(value, list) else [value]:
                if isinstance(member, dict):
                    self.expand(member, rest, owner, f"{below}{name}.")

    def _resolved(self, value: Any, name: str) -> Any:
        """The object of an id, preferably of the kind that the field is named after, or the objects of many ids."""
        if isinstance(value, list):
            return [self._resolved(member, name) for member in value]
        account = self._account
        obj = (account.table(name).find(value) or account.find(value)) if isinstance(value, str) else None
        return value if obj is None else copy_of(self._render(obj))
