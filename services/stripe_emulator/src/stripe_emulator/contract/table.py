"""One committed table: names to shapes and enums, each parsed when it is first needed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from stripe_emulator.contract import extras
from stripe_emulator.contract.differences import SECTIONS, applied
from stripe_emulator.contract.nodes import Enum, Field, Shape, Slot, Text
from stripe_emulator.contract.notation import parse_enum, parse_fields

Json = dict[str, Any]
FOLDER = resources.files(__package__) / "tables"


def table_names() -> list[str]:
    """The API versions of the committed tables, oldest first."""
    return sorted(entry.name.removesuffix(".json") for entry in FOLDER.iterdir() if entry.name.endswith(".json"))


class Names:
    """The shapes of one side (parameters or objects) and the enums of the table."""

    def __init__(self, lines: Mapping[str, str], enums: Mapping[str, str]) -> None:
        self._lines = {"-": "", **lines}
        self._enums = enums
        self._shapes: dict[str, Shape] = {}
        self._parsed: dict[str, Enum] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._lines

    def names(self) -> Iterator[str]:
        yield from self._lines

    def shape(self, name: str) -> Shape:
        if name not in self._shapes:
            line = self._lines[name]
            self._shapes[name] = Shape(name, lambda: self.fields(name, line))
        return self._shapes[name]

    def enum(self, name: str) -> Enum:
        if name not in self._parsed:
            known = parse_enum(self._enums[name])
            self._parsed[name] = Enum((*known.words, *extras.MEMBERS.get(name, ())))
        return self._parsed[name]

    def fields(self, name: str, line: str) -> dict[str, Field]:
        return parse_fields(line, self)


class ParamNames(Names):
    """The shapes of parameters, with raw card data and older names that the SDK lacks."""

    def __init__(self, lines: Mapping[str, str], enums: Mapping[str, str], version: str) -> None:
        super().__init__(lines, enums)
        self._version = version

    def fields(self, name: str, line: str) -> dict[str, Field]:
        """The fields; a `payment_method_data` also takes `type=card` and `card`."""
        fields = super().fields(name, line)
        if name.endswith(extras.METHOD_DATA_SHAPE) and "billing_details" in fields:
            fields |= parse_fields(extras.METHOD_DATA_CARD, self)
            fields["type"] = _with_card(fields["type"])
        limit = extras.LONG_TEXTS.get(name)
        if limit is not None:
            fields = {
                one: Field(Slot(Text(limit), field.slot.unset), field.required)
                if isinstance(field.slot.node, Text)
                else field
                for one, field in fields.items()
            }
        for legacy in extras.LEGACY:
            if name in legacy.shapes and (not legacy.until or self._version < legacy.until):
                fields = {**parse_fields(legacy.field, self), **fields}
                if legacy.instead_of in fields:
                    fields[legacy.instead_of] = Field(fields[legacy.instead_of].slot)
        return fields


class Table:
    """The table of one API version."""

    def __init__(self, version: str) -> None:
        data = whole_table(version)
        self.version: str = data["version"]
        self.sdk: str = data["sdk"]
        self.params = ParamNames({**data["params"], **extras.SHAPES}, data["enums"], self.version)
        added = {key: row for key, row in extras.OPERATIONS.items() if row.split()[0] in self.params}
        self.operations: Mapping[str, str] = {**added, **data["operations"]}
        answers = dict(extras.ANSWERS)
        for until, older in extras.OLDER_ANSWERS.items():
            answers |= older if self.version < until else {}
        recorded = {name: f"{added} {data['objects'][name]}" for name, added in answers.items()}
        self.objects = Names({**data["objects"], **recorded}, data["enums"])


def whole_table(version: str) -> Json:
    """The whole table: its file, or the whole table of its neighbour with the differences in its file."""
    data: Json = json.loads((FOLDER / f"{version}.json").read_text("utf-8"))
    if "base" not in data:
        return data
    base = whole_table(data["base"])
    sections = {name: applied(base[name], data[name], name) for name in SECTIONS}
    return {"version": data["version"], "sdk": data["sdk"], **sections}


def _with_card(field: Field) -> Field:
    assert isinstance(field.slot.node, Enum), "the type of a PaymentMethod is an enum"
    words = tuple(sorted({*field.slot.node.words, "card"}))
    return Field(Slot(Enum(words), field.slot.unset), field.required)
