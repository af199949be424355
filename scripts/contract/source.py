"""The SDK's source as syntax trees: modules, the classes in them, and which class a name means where it stands."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Class:
    """A class at its place: `qualname` is dotted for a nested one."""

    module: Module
    qualname: str
    node: ast.ClassDef

    @property
    def name(self) -> str:
        """The last part of the dotted name."""
        return self.node.name


@dataclass
class Module:
    """One parsed file; `name` is the dotted module name (`stripe.checkout._session`)."""

    name: str
    path: Path
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)
    # Functional `TypedDict("Name", {...})`: how the SDK writes fields whose names are Python keywords.
    typed_dicts: dict[str, ast.Dict] = field(default_factory=dict)

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.path.read_text("utf-8"))


class Source:
    """The package `stripe` in a folder."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._modules: dict[str, Module] = {}

    def modules(self, pattern: str) -> list[Module]:
        """The v1 modules whose path below the package matches, sorted by name."""
        paths = sorted(path.relative_to(self._package) for path in self._package.glob(pattern))
        return [self.module(_dotted(path)) for path in paths if "v2" not in path.parts]

    def module(self, name: str) -> Module:
        """One module, parsed once."""
        if name not in self._modules:
            parts = name.split(".")[1:]
            module = Module(name, self._package.joinpath(*parts).with_suffix(".py"))
            self._modules[name] = _read(module)
        return self._modules[name]

    def find(self, module: Module, name: str, scope: str = "") -> Class | None:
        """The class that a dotted name means inside `scope` (a class's dotted name), None for what is none."""
        while True:
            nested = module.classes.get(f"{scope}.{name}" if scope else name)
            if nested is not None:
                return nested
            if not scope:
                break
            scope = scope.rpartition(".")[0]
        head, _, rest = name.partition(".")
        if head not in module.imports or not module.imports[head][0].startswith("stripe."):
            return None
        home, original = module.imports[head]
        return self.module(home).classes.get(f"{original}.{rest}" if rest else original)


def _dotted(path: Path) -> str:
    return ".".join(("stripe", *path.with_suffix("").parts))


def _read(module: Module) -> Module:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module.imports[alias.asname or alias.name] = (node.module, alias.name)
    _collect(module, module.tree.body, "")
    return module


def _collect(module: Module, body: list[ast.stmt], scope: str) -> None:
    for node in body:
        if isinstance(node, ast.ClassDef):
            qualname = f"{scope}.{node.name}" if scope else node.name
            module.classes[qualname] = Class(module, qualname, node)
            _collect(module, node.body, qualname)
        elif isinstance(node, ast.Assign) and (fields := _typed_dict(node.value)) is not None:
            module.typed_dicts[ast.unparse(node.targets[0])] = fields


def _typed_dict(value: ast.expr) -> ast.Dict | None:
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "TypedDict" and isinstance(value.args[1], ast.Dict):
        return value.args[1]
    return None
