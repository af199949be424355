"""The shapes behind the operations and objects: each class of the SDK becomes one line of fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from scripts.contract.notation import Types
from scripts.contract.source import Class, Module, Source

ENVELOPES = ("list", "search_result")


@dataclass
class Shapes:
    """Collects the classes that are asked for and everything they refer to."""

    source: Source
    lines: dict[str, str] = field(default_factory=dict)
    _classes: dict[str, Class] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    @property
    def types(self) -> Types:
        """Annotations to notation, remembering the classes that occur."""
        return Types(self.source, self.name)

    def name(self, of: Class) -> str:
        """The name of a class's shape."""
        name = _params_name(of) if _is_params(of) else self._object_name(of)
        known = self._classes.setdefault(name, of)
        assert (known.module.name, known.qualname) == (of.module.name, of.qualname), f"two classes are called {name}"
        if known is of and name not in self.lines:
            self.lines[name] = ""
            self._open.append(name)
        return name

    def compile(self) -> dict[str, str]:
        """The line of every class that was named, and of those they name."""
        while self._open:
            name = self._open.pop()
            self.lines[name] = " ".join(sorted(self._fields(self._classes[name])))
        return self.lines

    def _fields(self, of: Class) -> Iterator[str]:
        renamed, required = _remapped(of.node), _is_params(of)
        for name, annotation in _annotations(of):
            type, optional = self.types.field(annotation, of.module, of.qualname)
            yield f"{renamed.get(name, name)}{'!' if required and not optional else ''}:{type}"

    def _object_name(self, of: Class) -> str:
        top, _, rest = of.qualname.partition(".")
        name = object_name(of.module.classes[top])
        base = name or _params_name(of.module.classes[top])
        return f"{base}.{rest}" if rest else base


def objects(source: Source) -> list[Class]:
    """Every class of an object of the API, by the name in its `object` field; envelopes aside."""
    named = {}
    for module in source.modules("**/_*.py"):
        if not module.name.startswith("stripe.params"):
            for found in module.classes.values():
                name = object_name(found)
                if name and name not in ENVELOPES and "." not in found.qualname:
                    named[name] = found
    return [named[name] for name in sorted(named)]


def object_name(of: Class) -> str:
    """The value of `object` in what this class stands for, "" when it has none."""
    for node in of.node.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "OBJECT_NAME" and node.value:
            return str(ast.literal_eval(node.value))
    return ""


def _annotations(of: Class) -> Iterator[tuple[str, ast.expr]]:
    for base in of.node.bases:
        functional = of.module.typed_dicts.get(ast.unparse(base).rpartition(".")[2])
        for key, value in zip(functional.keys, functional.values, strict=True) if functional else ():
            assert key is not None
            yield str(ast.literal_eval(key)), value
    for node in of.node.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not _is_class_variable(node):
            yield node.target.id, node.annotation


def _is_class_variable(node: ast.AnnAssign) -> bool:
    return ast.unparse(node.annotation).startswith("ClassVar") or ast.unparse(node.target).startswith("_")


def _remapped(node: ast.ClassDef) -> dict[str, str]:
    """Names that are Python keywords: the SDK's attribute to the name on the wire."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "_field_remappings":
            return {str(name): str(wire) for name, wire in ast.literal_eval(statement.value).items()}
    return {}


def _is_params(of: Class) -> bool:
    return of.module.name.startswith("stripe.params.") or of.module.name.endswith("_service")


def _params_name(of: Class) -> str:
    """`checkout.SessionCreate.LineItem`, whether the SDK nests parameters in services (8.x) or not."""
    plain = of.qualname.replace("Service.", "").replace("Params", ".", 1).rstrip(".")
    return ".".join((*_folders(of.module), plain))


def _folders(module: Module) -> list[str]:
    return [part for part in module.name.split(".")[1:-1] if part != "params"]
