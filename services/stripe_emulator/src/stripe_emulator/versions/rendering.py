"""Answers and events as another API version shows them: its fields, under the names that it had (fact 8).

Objects are kept in the shape of the default version. Another version's view of them follows from that version's table;
what was renamed, moved or removed in between is in the modules of the changes beside this one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from stripe_emulator.contract import CURRENT, Contract, for_version
from stripe_emulator.contract.checking import STUB
from stripe_emulator.contract.nodes import Enum, ListOf, MapOf, Node, Page, Reference, Shape, Union
from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions import changes_for
from stripe_emulator.versions.change import Amend, Derive


def view(account: Account, value: Any, version: str) -> Any:
    """A copy of a response as `version` shows it; the value itself for the default version."""
    contract = for_version(version)
    return value if contract is CURRENT else _View(account, contract).of(value)


class _Differences:
    """What the changes between a version and the default one do to objects, by kind."""

    def __init__(self, version: str) -> None:
        self.fields: dict[str, dict[str, Derive]] = {}
        self.amendments: dict[str, list[Amend]] = {}
        self.words: dict[str, str] = {}
        for change in changes_for(version):
            for kind, fields in change.fields.items():
                self.fields.setdefault(kind, {}).update(fields)
            for kind, amend in change.amend.items():
                self.amendments.setdefault(kind, []).append(amend)
            self.words.update(change.words)


_differences = cache(_Differences)


class _View:
    def __init__(self, account: Account, contract: Contract) -> None:
        self._account, self._contract = account, contract
        self._differences = _differences(contract.version)

    def of(self, value: Any) -> Any:
        """Any value: objects are recognized by their `object`, hashes and lists by their members."""
        if isinstance(value, list):
            return [self.of(member) for member in value]
        if not isinstance(value, dict):
            return value
        shape = self._shape(value)
        if shape is None:
            return {name: self.of(member) for name, member in value.items()}
        return self._object(value, shape)

    def _shape(self, value: Object) -> Shape | None:
        kind = value.get("object")
        if not isinstance(kind, str) or (value.get("deleted") and value.keys() <= STUB):
            return None
        try:
            return self._contract.shape(kind)
        except KeyError:
            return None

    def _object(self, value: Object, shape: Shape) -> Object:
        kind = value["object"]
        rendered = self._hash(value, shape)
        for name, derive in self._differences.fields.get(kind, {}).items():
            if name in shape.fields and name not in value:
                rendered[name] = self.of(derive(self._account, value))
        blank = self._contract.blank(kind)
        shown = {
            name: rendered.get(name, blank.get(name)) for name in (*value, *blank) if name in rendered or name in blank
        }
        for amend in self._differences.amendments.get(kind, ()):
            amend(self._account, value, shown)
        if shown.get("id", "") is None:
            del shown["id"]  # an upcoming invoice has none
        return shown

    def _hash(self, value: Object, shape: Shape) -> Object:
        fields = shape.fields
        return {name: self._node(member, fields[name].slot.node) for name, member in value.items() if name in fields}

    def _node(self, value: Any, node: Node) -> Any:
        if isinstance(value, list) and isinstance(node, ListOf):
            return [self._node(member, node.member.node) for member in value]
        if isinstance(node, Enum) and value not in node.words:
            return self._differences.words.get(value, value)
        if not isinstance(value, dict) or "object" in value or isinstance(node, MapOf | Page | Reference | Union):
            return self.of(value)
        return self._hash(value, node) if isinstance(node, Shape) else self.of(value)
