"""What the SDK's parameter texts say in words: each parameter of each operation with its documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.contract.notation import unquoted
from scripts.contract.operations import operations
from scripts.contract.source import Class, Module, Source

# A filter nests at most this deep; deeper repetitions are the same class again.
DEEPEST = 7
_PLACEHOLDER = re.compile(r"\{\w*\}")
# Parameter classes: in modules of their own, before stripe-python 13 nested in the resource.
_PARAMETERS = re.compile(r"^stripe\.params| \S*Params")


@dataclass(frozen=True)
class ParameterText:
    """The documentation of one parameter, such as `custom_fields[].name` of `POST /v1/invoices`.

    In `path` a list is followed by `[]`, a hash whose keys are the client's own by `{}`.
    """

    operation: str
    path: str
    text: str

    @property
    def key(self) -> str:
        """`POST /v1/invoices custom_fields.name`."""
        return f"{self.operation} {plain(self.path)}"


def plain(path: str) -> str:
    """A path without the signs of lists and hashes."""
    return path.replace("[]", "").replace("{}", "")


def parameter_texts(source: Source) -> Iterator[ParameterText]:
    """Every parameter of every operation, nested ones after the parameter that holds them; a text may be empty."""
    for operation in operations(source):
        if operation.params is not None:
            key = _PLACEHOLDER.sub("{}", operation.key)
            yield from (ParameterText(key, path, text) for path, text in _of_class(source, operation.params, "", ()))


def _of_class(source: Source, of: Class, prefix: str, outer: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if of.qualname in outer or len(outer) >= DEEPEST:
        return
    for name, annotation, text in _documented(of):
        found, suffix = _nested(source, annotation, of.module, of.qualname)
        path = f"{prefix}{name}{suffix}"
        yield path, text
        for one in found:
            yield from _of_class(source, one, f"{path}.", (*outer, of.qualname))


def _documented(of: Class) -> Iterator[tuple[str, ast.expr, str]]:
    """The fields of a class with their docstrings, "" without one; functional TypedDicts have none."""
    for base in of.node.bases:
        functional = of.module.typed_dicts.get(ast.unparse(base).rpartition(".")[2])
        for key, value in zip(functional.keys, functional.values, strict=True) if functional else ():
            assert key is not None
            yield str(ast.literal_eval(key)), value, ""
    for node, after in zip(of.node.body, [*of.node.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation, _docstring(after)


def _docstring(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return " ".join(node.value.value.split())
    return ""


def _nested(source: Source, annotation: ast.expr, module: Module, scope: str) -> tuple[list[Class], str]:
    """The parameter classes that an annotation names, and `[]` or `{}` where it is a list or a hash of them."""
    found: list[Class] = []
    suffix = ""
    nodes = [annotation]
    while nodes:
        node = unquoted(nodes.pop())
        if isinstance(node, ast.Name | ast.Attribute):
            one = source.find(module, ast.unparse(node), scope)
            if one is not None and _PARAMETERS.search(f"{one.module.name} {one.qualname}") and one not in found:
                found.append(one)
        elif isinstance(node, ast.BinOp):
            nodes += [node.left, node.right]
        elif isinstance(node, ast.Subscript):
            kind = ast.unparse(node.value)
            if kind == "Literal":
                continue
            suffix = {"List": "[]", "Dict": "{}"}.get(kind, suffix)
            nodes += node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return found, suffix
