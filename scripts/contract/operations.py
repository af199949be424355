"""The operations of the API, read from the SDK's services: method, path, parameters, answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.contract.notation import unquoted
from scripts.contract.source import Class, Module, Source

REQUESTS = ("_request", "_request_stream")
DEPRECATED = "This method is deprecated"


@dataclass(frozen=True)
class Operation:
    """One method of a service; `returns` is its annotation, `scope` the service class it stands in."""

    method: str
    path: str
    module: Module
    scope: str
    params: Class | None
    returns: ast.expr
    deprecated: bool

    @property
    def key(self) -> str:
        """`GET /v1/refunds/{refund}`."""
        return f"{self.method} {self.path}"


def operations(source: Source) -> list[Operation]:
    """Every v1 operation, sorted by path and method; of doubles the one whose answer is declared more widely."""
    found: dict[tuple[str, str], Operation] = {}
    for module in source.modules("**/_*_service.py"):
        for service in module.classes.values():
            for operation in _of_service(source, service):
                key = (operation.path, operation.method)
                found[key] = _wider(found.get(key), operation)
    return [found[key] for key in sorted(found)]


def _of_service(source: Source, service: Class) -> Iterator[Operation]:
    for function in service.node.body:
        if not isinstance(function, ast.FunctionDef) or function.returns is None:
            continue
        for call in ast.walk(function):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in REQUESTS):
                continue
            path = _path(call.args[1])
            if path.startswith("/v1/"):
                method = str(ast.literal_eval(call.args[0])).upper()
                params = _params(source, service, function)
                deprecated = DEPRECATED in (ast.get_docstring(function) or "")
                yield Operation(method, path, service.module, service.qualname, params, function.returns, deprecated)


def _path(node: ast.expr) -> str:
    """The path template: a literal, or the literal that `.format(...)` is called on."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return str(ast.literal_eval(node))


def _params(source: Source, service: Class, function: ast.FunctionDef) -> Class | None:
    for argument in function.args.args:
        if argument.arg == "params" and argument.annotation is not None:
            name = re.sub(r"^Optional\[(.*)\]$", r"\1", ast.unparse(unquoted(argument.annotation)))
            return source.find(service.module, name.strip("'\""), service.qualname)
    return None


def _wider(first: Operation | None, second: Operation) -> Operation:
    if first is None:
        return second
    widths = [len(ast.unparse(one.returns)) for one in (first, second)]
    return second if widths[1] > widths[0] else first
