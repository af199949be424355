"""The goals that a case may reach, by its code: what it hands to `shop.reached`, itself, by a fixture, or by a function
of the suites that it calls; and those that name the case. So a case that was not run tells them, too."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from harness.judging.goals import GOALS, ROWS
from harness.run.cases.folders import suite_folders

REACHED = "reached"
Folders = tuple[Path, ...]


def may_reach(item: pytest.Item) -> list[str]:
    """The goals, in the order of GOALS; none for an item without a function."""
    folders = suite_folders(item.config)
    fixtures = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    begin = [getattr(item, "function", None), *(one.func for each in fixtures.values() for one in each)]
    functions = filter(None, map(_plain, begin))
    found = {goal for function in functions for goal in _of(function, folders)}
    found |= {goal.name for goal in ROWS if any(part in item.nodeid for part in goal.cases)}
    return [goal for goal in GOALS if goal in found]


@cache
def _of(function: FunctionType, folders: Folders) -> frozenset[str]:
    """The goals of a function and of those of the suites that it names, directly or not."""
    found: set[str] = set()
    seen = {function} if _within(function, folders) else set()
    walk = list(seen)
    for each in walk:  # grows while it is walked
        found |= _handed_over(each.__code__)
        fresh = {other for other in _named(each) if _within(other, folders)} - seen
        seen |= fresh
        walk += fresh
    return frozenset(found)


def _handed_over(code: CodeType) -> set[str]:
    """The goals among the constants of code that calls `reached`."""
    codes = list(_nested(code))
    if not any(REACHED in each.co_names for each in codes):
        return set()
    constants = {text for each in codes for constant in each.co_consts for text in _texts(constant)}
    return constants & set(GOALS)


def _named(function: FunctionType) -> Iterator[FunctionType]:
    """The functions and methods that a function's names lead to."""
    names = {name for code in _nested(function.__code__) for name in code.co_names}
    values = [function.__globals__[name] for name in names if name in function.__globals__]
    modules = [value for value in values if isinstance(value, ModuleType)]
    values += [vars(module)[name] for module in modules for name in names if name in vars(module)]
    for value in values:
        for one in vars(value).values() if isinstance(value, type) else (value,):
            if (plain := _plain(one)) is not None:
                yield plain


def _plain(value: Any) -> FunctionType | None:
    """The function itself, without what decorates it."""
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    value = getattr(value, "__func__", value)
    return value if isinstance(value, FunctionType) else None


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)


def _texts(constant: Any) -> Iterator[str]:
    if isinstance(constant, tuple | frozenset):
        for each in constant:
            yield from _texts(each)
    elif isinstance(constant, str):
        yield constant


def _within(function: FunctionType, folders: Folders) -> bool:
    path = Path(function.__code__.co_filename)
    return any(path.is_relative_to(folder) for folder in folders)
