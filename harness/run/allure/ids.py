"""What Allure knows a case by: an id that stays when a test moves to another file or its parameters are re-ordered.

Allure 2 reads `historyId`. Allure 3 makes its own of `testCaseId` (or the label ALLURE_ID) and of the parameters that
are not excluded: so the whole identity goes into `testCaseId`, and the parameters, whose words are for people and may
change, are excluded from it.
"""

import hashlib
import re
from typing import Any

import pytest

from harness.core.cards import Card

PLAIN = (str, int, float, type(None), Card)


def identity(item: pytest.Item, dynamic: dict[str, str]) -> str:
    """A case's identity: an explicit `allure.id`, else title and story; with each parameter by name.

    `dynamic` are the parameters that the running case gave itself, as Allure shows them. Neither the file, the
    feature, the order of the parameters nor where the case stands among them is part of it.
    """
    parts = [_base(item), *(f"{name}={value}" for name, value in sorted({**dynamic, **_given(item)}.items()))]
    return hashlib.md5("\n".join(parts).encode(), usedforsecurity=False).hexdigest()


def explicit_id(item: pytest.Item) -> str | None:
    """The id that `allure.id` gave the case."""
    return _label(item, "as_id")


def parameters(item: pytest.Item) -> dict[str, Any]:
    """The parameters that pytest gave the case."""
    return dict(item.callspec.params) if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}


def _base(item: pytest.Item) -> str:
    if given := explicit_id(item):
        return f"id {given}"
    test, _, bracket = item.name.partition("[")
    title = getattr(getattr(item, "obj", None), "__allure_display_name__", None)
    made = bracket if not hasattr(item, "callspec") else ""  # Schemathesis names its cases so, without parameters
    return "\n".join((title or test, _label(item, "story") or "", made))


def _given(item: pytest.Item) -> dict[str, str]:
    return {name: _stable(value) for name, value in parameters(item).items()}


def _stable(value: Any) -> str:
    """A value as text that is the same in every run: a repr may hold an address."""
    if isinstance(value, Card):
        return value.number
    if callable(value):
        return str(getattr(value, "__qualname__", type(value).__qualname__))
    return repr(value) if isinstance(value, PLAIN) else re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def _label(item: pytest.Item, kind: str) -> str | None:
    for mark in item.iter_markers("allure_label"):
        found = mark.kwargs.get("label_type")
        if getattr(found, "value", found) in (kind, kind.upper(), "ALLURE_ID" if kind == "as_id" else kind):
            return str(mark.args[0]) if mark.args else None
    return None
