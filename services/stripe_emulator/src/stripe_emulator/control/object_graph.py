"""The memory of an emulator as bytes and back: objects, and the functions that wait to be called.

What an account plans (a renewal, a retry, an expiry) is a function with the objects that it is about. A function is
written as the place of its code in this package, with the values it closes over; nothing but this package's own code
and a few plain types can be named in such bytes, so that to read them never runs code from elsewhere.
"""

from __future__ import annotations

import builtins
import functools
import io
import itertools
import pickle
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

PACKAGE = __name__.partition(".")[0]
# Types of other modules that the memory of an emulator has.
PLAIN = frozenset(
    {
        ("builtins", "bytearray"), ("builtins", "complex"), ("builtins", "frozenset"), ("builtins", "set"),
        ("collections", "OrderedDict"), ("collections", "defaultdict"), ("collections", "deque"),
        ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timedelta"), ("datetime", "timezone"),
        ("decimal", "Decimal"), ("fractions", "Fraction"), ("functools", "partial"), ("itertools", "count"),
        ("random", "Random"),
    }
)  # fmt: skip
COUNT = re.compile(r"count\((-?\d+)(?:, (-?\d+))?\)")


class Unreadable(Exception):
    """The bytes are no saved memory of this package."""


def dump(value: Any, outside: Mapping[str, Any]) -> bytes:
    """The bytes of a value; `outside` are objects that are not written, only named."""
    buffer = io.BytesIO()
    _Pickler(buffer, {id(one): name for name, one in outside.items()}).dump(value)
    return buffer.getvalue()


def load(data: bytes, outside: Mapping[str, Any]) -> Any:
    """The value of such bytes, with these objects for the names; Unreadable for anything else."""
    try:
        return _Unpickler(io.BytesIO(data), outside).load()
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, outside: Mapping[int, str]) -> None:
        super().__init__(file, protocol=5)
        self._outside = outside

    def persistent_id(self, obj: Any) -> str | None:
        return self._outside.get(id(obj))

    def reducer_override(self, obj: Any) -> Any:
        """Functions, bound methods and counters, which pickle itself does not write, or by name only."""
        if isinstance(obj, FunctionType):
            return _reduced(obj)
        if isinstance(obj, MethodType):
            return _bound, (obj.__self__, obj.__name__)
        if isinstance(obj, itertools.count):
            found = COUNT.fullmatch(repr(obj))
            assert found is not None, "a counter of whole numbers"
            return itertools.count, (int(found[1]), int(found[2] or 1))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, outside: Mapping[str, Any]) -> None:
        super().__init__(file)
        self._outside = outside

    def persistent_load(self, name: Any) -> Any:
        return self._outside[name]

    def find_class(self, module: str, name: str) -> Any:
        """A class or function of this package, or a plain type."""
        if (module, name) in PLAIN:
            return getattr(builtins if module == "builtins" else import_module(module), name)
        found = _named(module, name) if _is_own(module) else None
        if getattr(found, "__module__", None) != module or not isinstance(found, type | FunctionType):
            raise Unreadable(f"it names {module}.{name}")
        return found


def _reduced(function: FunctionType) -> Any:
    module = function.__module__
    if not _is_own(module):
        raise pickle.PicklingError(f"a function of {module} cannot be saved")
    try:
        if _named(module, function.__qualname__) is function:
            return function.__qualname__
    except AttributeError:
        pass
    number = _codes(module).index(function.__code__)
    cells = [_content(cell) for cell in function.__closure__ or ()]
    state = (function.__defaults__, function.__kwdefaults__, cells)
    return _empty_function, (module, number, function.__qualname__), state, None, None, _fill


def _content(cell: CellType) -> tuple[Any, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:
        return ()


def _empty_function(module: str, number: int, qualname: str) -> FunctionType:
    """The function of a code of this package; `_fill` adds what it closes over, which may be itself."""
    if not _is_own(module):
        raise Unreadable(f"it has a function of {module}")
    code = _codes(module)[number]
    if code.co_qualname != qualname:
        raise Unreadable(f"{module} has no {qualname} where it was")
    cells = tuple(CellType() for _ in code.co_freevars)
    function = FunctionType(code, vars(_module(module)), code.co_name, None, cells)
    function.__qualname__, function.__module__ = qualname, module
    return function


def _fill(function: FunctionType, state: tuple[Any, Any, list[tuple[Any, ...]]]) -> None:
    function.__defaults__, function.__kwdefaults__, contents = state
    for cell, content in zip(function.__closure__ or (), contents, strict=True):
        if content:
            cell.cell_contents = content[0]


def _bound(owner: Any, name: str) -> Any:
    method = getattr(owner, name)
    if not isinstance(method, MethodType) or not _is_own(type(owner).__module__):
        raise Unreadable(f"it has a method {name} of {type(owner).__name__}")
    return method


def _named(module: str, qualname: str) -> Any:
    """What a module of this package has under a dotted name."""
    if not _is_own(module):
        raise Unreadable(f"it names {module}.{qualname}")
    return functools.reduce(getattr, qualname.split("."), _module(module))


def _module(name: str) -> ModuleType:
    return sys.modules.get(name) or import_module(name)


def _is_own(module: str) -> bool:
    return module == PACKAGE or module.startswith(f"{PACKAGE}.")


@functools.cache
def _codes(module: str) -> list[CodeType]:
    """The code of every function of a module, of lambdas and inner functions too, in the order of the source."""
    loader: Any = _module(module).__spec__ and _module(module).__spec__.loader  # type: ignore[union-attr]
    return list(_within(loader.get_code(module)))


def _within(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _within(constant)
