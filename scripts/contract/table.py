"""One API version's table: operations, shapes and enums as text, one a line, every repetition written once."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.contract.differences import difference
from scripts.contract.operations import Operation, operations
from scripts.contract.shapes import Shapes, objects
from scripts.contract.source import Source

# From this length on an enum that occurs twice is written once, under a name.
NAMED_ENUM = 40
# The shape without fields.
NOTHING = "-"
# On every operation, so it is not written.
EXPAND = "expand:[s]"
Lines = dict[str, str]
_SHAPE = re.compile(r"(?<=[@>])[\w.]+")
_ENUM = re.compile(r"=[^|?\])} ]+")


@dataclass(frozen=True)
class CompiledTable:
    """The contract of one API version: `sections` are operations, params, objects and enums."""

    version: str
    sdk: str
    sections: Mapping[str, Lines]

    def text(self, base: CompiledTable | None = None) -> str:
        """The bytes of its file: whole, or as the difference from `base`."""
        head = {"version": self.version, "sdk": self.sdk}
        if base is None:
            return _text(head, self.sections)
        return _text({**head, "base": base.version}, difference(base.sections, self.sections))


def compile_table(source: Source, sdk: str) -> CompiledTable:
    """The table of an SDK; the same SDK always gives the same one."""
    params_of, answers = Shapes(source), Shapes(source)
    found = {operation.key: _row(operation, params_of, answers) for operation in operations(source)}
    kinds = {answers.name(one) for one in objects(source)}
    params, renamed = merged({name: _unexpanded(line) for name, line in params_of.compile().items()}, set())
    shapes, _ = merged(answers.compile(), kinds)
    rows = {key: " ".join((renamed.get(shape, shape), *rest)) for key, (shape, *rest) in found.items()}
    enums = _named_enums({**params, **shapes})
    written = {enum: f"#{name}" for name, enum in enums.items()}
    sections = {
        "operations": rows,
        "params": _with_enums(params, written),
        "objects": _with_enums(shapes, written),
        "enums": {name: enum[1:] for name, enum in enums.items()},
    }
    return CompiledTable(_api_version(source), sdk, sections)


def merged(lines: Lines, fixed: set[str]) -> tuple[Lines, Lines]:
    """Equal shapes under one name, the shortest, those without fields under `-`; and the new names.

    The shapes in `fixed` stay what they are.
    """
    renamed: Lines = {}
    while True:
        same: dict[str, list[str]] = defaultdict(list)
        for name, line in lines.items():
            if name not in fixed:
                same[line].append(name)
        change = {old: new for line, names in same.items() for old, new in _together(line, names)}
        if not change:
            return dict(sorted(lines.items())), renamed
        renamed = {old: change.get(new, new) for old, new in renamed.items()} | change
        lines = {name: _replaced(_SHAPE, line, change) for name, line in lines.items() if name not in change}


def _replaced(pattern: re.Pattern[str], line: str, new: Mapping[str, str]) -> str:
    return pattern.sub(lambda found: new.get(found[0], found[0]), line)


def _together(line: str, names: list[str]) -> Iterator[tuple[str, str]]:
    new = min(names, key=_short_first) if line else NOTHING
    return ((old, new) for old in names if old != new)


def _short_first(name: str) -> tuple[int, str]:
    return len(name), name


def _unexpanded(line: str) -> str:
    return " ".join(field for field in line.split() if field != EXPAND)


def _row(operation: Operation, requests: Shapes, answers: Shapes) -> list[str]:
    """`RefundCreate @refund`: the shape of the parameters (`-` for none), the answer, `deprecated`."""
    shape = requests.name(operation.params) if operation.params else NOTHING
    answer = answers.types.type(operation.returns, operation.module, operation.scope)
    return [shape, answer, *(["deprecated"] if operation.deprecated else [])]


def _named_enums(lines: Lines) -> Lines:
    """Long enums that occur more than once, each named after the shortest field that has it."""
    users: dict[str, list[str]] = defaultdict(list)
    for shape, line in lines.items():
        for field in line.split():
            for enum in _ENUM.findall(field):
                users[enum].append(f"{shape}.{re.split('[!:]', field)[0]}")
    named = {
        min(fields, key=_short_first): enum
        for enum, fields in users.items()
        if len(fields) > 1 and len(enum) >= NAMED_ENUM
    }
    return dict(sorted(named.items()))


def _with_enums(lines: Lines, written: Mapping[str, str]) -> Lines:
    return {name: _replaced(_ENUM, line, written) for name, line in lines.items()}


def _api_version(source: Source) -> str:
    for found in source.module("stripe._api_version").classes.values():
        for node in found.node.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CURRENT":
                return str(ast.literal_eval(node.value))
    raise LookupError("stripe/_api_version.py names no CURRENT version")


def _text(head: Lines, sections: Mapping[str, Mapping[str, str | None]]) -> str:
    parts = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    for name, lines in sections.items():
        rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(line)}" for key, line in lines.items())
        parts.append(f"{json.dumps(name)}: {{\n{rows}\n}}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
