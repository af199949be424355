"""Finds the adapter that a profile names, and says what is wrong with one that cannot be used."""

import importlib.util
import sys
import traceback
from functools import cache
from pathlib import Path
from types import ModuleType

from harness.checkouts.adapter import Adapter, Shopper
from harness.checkouts.errors import AdapterError
from harness.checkouts.features import REQUIRED, offered
from harness.checkouts.pages import REQUIRED as OF_PAGES
from harness.checkouts.pages import Pages

REFERENCE = "harness.checkouts.reference:ReferenceShop"
PAGES = "see the docstring of harness.checkouts.pages"
EXAMPLE = "see `Your own checkout` in the documentation"


@cache
def load(spec: str) -> type[Adapter]:
    """The adapter's class: `module:Class`, or `file.py:Class` (the class may be left out where it is the only one).

    AdapterError for one that is missing, or lacks what every adapter has.
    """
    place, _, name = spec.rpartition(":") if not spec.endswith(".py") else (spec, "", "")
    module = _from_file(Path(place)) if place.endswith(".py") else importlib.import_module(place)
    adapter = _named(module, name) if name else _only(module)
    _check(adapter)
    return adapter


def features_of(adapter: type[Adapter]) -> tuple[str, ...]:
    """What this adapter's checkout offers."""
    return offered(adapter, adapter.people)


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise AdapterError("a Python file", f"no file {path}", "`file` of [adapter] starts at the profile's folder")
    name = f"checkout_adapter_{path.stem}"
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None, "a file that ends in .py"
    assert spec.loader is not None, "a file that ends in .py"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        lines = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == str(path)]
        line = getattr(error, "lineno", None) or (lines[-1] if lines else 1)
        got = f"{type(error).__name__}: {error} ({path}:{line})"
        raise AdapterError("a file that Python can run", got, f"try it alone: {sys.executable} {path}") from error
    return module


def _named(module: ModuleType, name: str) -> type[Adapter]:
    found = getattr(module, name, None)
    if isinstance(found, type) and issubclass(found, Adapter):
        return found
    raise AdapterError(f"a class {name} made from harness.checkouts.Adapter", repr(found), EXAMPLE)


def _only(module: ModuleType) -> type[Adapter]:
    found = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Adapter) and one.__module__ == module.__name__
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.__name__ for one in found) or "none"
    raise AdapterError(f"one class made from Adapter in {module.__file__}", names, "name it with `class` of [adapter]")


def _check(adapter: type[Adapter]) -> None:
    people = getattr(adapter, "people", None)
    if not (isinstance(people, type) and issubclass(people, Shopper)):
        raise AdapterError(f"{adapter.__name__}.people to be a class made from Shopper", repr(people), EXAMPLE)
    for name in REQUIRED:
        if getattr(people, name, None) is None:
            raise AdapterError(f"a method `{name}` of {people.__name__}", "none", EXAMPLE)
    if not {"put_on_sale", "catalogue"} & set(offered(adapter, people)):
        expected = f"`put_on_sale` or `catalogue` of {adapter.__name__}"
        raise AdapterError(expected, "neither", "a case needs something to buy")
    if adapter.pages is not None:
        _check_pages(adapter)


def _check_pages(adapter: type[Adapter]) -> None:
    pages = adapter.pages
    if not (isinstance(pages, type) and issubclass(pages, Pages)):
        raise AdapterError(f"{adapter.__name__}.pages to be a class made from Pages", repr(pages), PAGES)
    for name in OF_PAGES:
        if getattr(pages, name, None) is None:
            raise AdapterError(f"a method `{name}` of {pages.__name__}", "none", PAGES)
