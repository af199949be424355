"""From an SDK annotation to the table's notation of types (see `stripe_emulator/contract/notation.py`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

from scripts.contract.source import Class, Module, Source

SCALARS = {"str": "s", "int": "i", "bool": "b", "float": "f", "Decimal": "d", "Any": "a", "object": "a", "None": "?"}
UNTYPED = ("StripeObject", "UntypedStripeObject", "Dict")
WRAPPERS = ("NotRequired", "Required", "ClassVar")
BRACKETS = {
    "List": "[{}]",
    "Dict": "{{{}}}",
    "UntypedStripeObject": "{{{}}}",
    "ListObject": "({})",
    "SearchResultObject": "~({})",
}
# What the notation means by itself; inside an enum member it is written as in a URL.
RESERVED = re.compile(r"[ |,?!:\[\]{}()@#>=~%]")


class NotUnderstood(Exception):
    """An annotation that the compiler has no rule for: better no table than a wrong one."""


@dataclass(frozen=True)
class Types:
    """Turns annotations of one SDK into notation; `name_of` names the shape of a class and remembers to compile it."""

    source: Source
    name_of: Callable[[Class], str]

    def field(self, annotation: ast.expr, module: Module, scope: str) -> tuple[str, bool]:
        """The type of a field and whether its wrapper says NotRequired."""
        node, optional = unquoted(annotation), False
        while isinstance(node, ast.Subscript) and _name(node.value) in WRAPPERS:
            optional = optional or _name(node.value) == "NotRequired"
            node = unquoted(node.slice)
        return self.type(node, module, scope), optional

    def type(self, annotation: ast.expr, module: Module, scope: str) -> str:
        """The notation of one annotation as it stands in a module, inside a class."""
        return joined(self._alternatives(unquoted(annotation), module, scope))

    def _alternatives(self, node: ast.expr, module: Module, scope: str) -> list[str]:
        if isinstance(node, ast.Constant) and node.value is None:
            return ["?"]
        if isinstance(node, ast.BinOp):
            return self._union([node.left, node.right], module, scope)
        if isinstance(node, ast.Subscript):
            return self._generic(node, module, scope)
        name = _name(node)
        if name in SCALARS:
            return [SCALARS[name]]
        found = self.source.find(module, name, scope)
        if name in UNTYPED and (found is None or found.module.name == "stripe._stripe_object"):
            return ["{a}"]
        if found is not None:
            return [f"@{self.name_of(found)}"]
        raise NotUnderstood(f"{module.name}: {ast.unparse(node)}")

    def _generic(self, node: ast.Subscript, module: Module, scope: str) -> list[str]:
        kind, arguments = _name(node.value), _arguments(node)
        if kind == "Literal":
            return _literal([ast.literal_eval(argument) for argument in arguments])
        if kind == "Optional":
            return [*self._union(arguments, module, scope), "?"]
        if kind == "Union":
            return self._union(arguments, module, scope)
        if kind == "ExpandableField":
            return [f">{inner[1:]}" for inner in self._union(arguments, module, scope)]
        inner = self.type(arguments[-1], module, scope)
        if kind in BRACKETS:
            return [BRACKETS[kind].format(inner)]
        raise NotUnderstood(f"{module.name}: {ast.unparse(node)}")

    def _union(self, members: list[ast.expr], module: Module, scope: str) -> list[str]:
        return [found for member in members for found in self._alternatives(unquoted(member), module, scope)]


def joined(alternatives: list[str]) -> str:
    """Alternatives as one notation: no doubles, `?` last, an enum closed again; `=?` for what can only be unset.

    The SDK opens enums (`Literal[...] | str`) so that it survives new members; the API of one version knows a member
    or refuses it.
    """
    types = list(dict.fromkeys(alternatives))
    if any(one.startswith("=") for one in types) and "s" in types:
        types.remove("s")
    unset = "?" if "?" in types else ""
    untyped = [one for one in types if one == "{a}"]
    others = [one for one in types if one not in ("?", "{a}")]
    return ("|".join(others or untyped) or "=") + unset


def unquoted(node: ast.expr) -> ast.expr:
    """An annotation that is a string, parsed."""
    while isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = ast.parse(node.value, mode="eval").body
    return node


def _literal(words: list[str | bool]) -> list[str]:
    """An enum; the member '' is how the SDK says that an empty string unsets, `Literal[True]` is just a truth."""
    if True in words:
        return ["b"]
    named = [RESERVED.sub(lambda sign: f"%{ord(sign[0]):02X}", str(word)) for word in words if word]
    return [f"={','.join(named)}"] * bool(named) + ["?"] * (len(named) < len(words))


def _arguments(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _name(node: ast.expr) -> str:
    return ast.unparse(node)
