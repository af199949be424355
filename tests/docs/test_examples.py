"""The examples in README and guides use what is there: modules, and members of shops, shoppers and purchases."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from harness.shop.shop import Shop
from harness.shopper.api import ApiShopper
from harness.shopper.purchase import Purchase

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
# What the examples call such a thing.
NAMES = {"shop": Shop, "ada": ApiShopper, "declined": Purchase, "paid": Purchase}
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs" / "how-to").glob("*.md")])


def unknown(code: str) -> Iterator[str]:
    """What an example uses and that is not there."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("harness"):
            module = import_module(node.module or "")
            yield from (f"{node.module}.{name.name}" for name in node.names if not hasattr(module, name.name))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in NAMES:
            kind = NAMES[node.value.id]
            if not hasattr(kind, node.attr) and node.attr not in _members(kind):
                yield f"{node.value.id}.{node.attr}"


def _members(kind: type) -> set[str]:
    """What instances get when they are made: fields, and attributes set in `__init__`."""
    made = set(kind.__init__.__code__.co_names)  # type: ignore[misc]
    return made | set(getattr(kind, "__dataclass_fields__", {}))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_example_uses_what_is_there(page: Path) -> None:
    """Every block of Python in the page."""
    assert [one for block in BLOCK.findall(page.read_text("utf-8")) for one in unknown(block)] == []


def test_what_is_gone_is_told() -> None:
    """A renamed module's name, a method, an attribute; those that are there are not."""
    there = "from harness.core.cards import card\nada.buy(1, 2)\nshop.faults\npaid.amount\n"
    example = "from harness.core.cards import gone\nada.vanish()\npaid.settlement\n"
    assert list(unknown(there)) == []
    assert sorted(unknown(example)) == ["ada.vanish", "harness.core.cards.gone", "paid.settlement"]
