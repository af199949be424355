"""The examples in README and guides use what is there: modules, and members of shops, shoppers and purchases."""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from harness.shop.shop import Shop
from harness.shopper.buyer import Buyer
from harness.shopper.purchase import Purchase
from stripe_emulator.cards import catalogue
from stripe_emulator.wire.package_data import json_table

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
WHOLE_FILE = re.compile(r"<!-- the file (\S+) -->\n```python\n(.*?)```", re.DOTALL)
# What CONTRIBUTING shows of a new file of Python: a diff that begins with its docstring.
NEW_FILE = re.compile(r"```diff\n(\+\"\"\".*?)```", re.DOTALL)
NEW_CARD = re.compile(r'```diff\n(\+  \{"number".*?)```', re.DOTALL)
# What the examples call such a thing.
NAMES = {"shop": Shop, "ada": Buyer, "declined": Purchase, "paid": Purchase}
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


def test_an_example_that_is_a_file_is_as_the_file_is_now() -> None:
    """So that a guide can be read without building the site, and does not grow old."""
    shown = [found for page in PAGES for found in WHOLE_FILE.findall(page.read_text("utf-8"))]
    assert [path for path, text in shown if text != (ROOT / path).read_text("utf-8")] == []
    assert len(shown) >= 4


def test_the_new_files_of_contributing_are_whole() -> None:
    """Each is Python with its imports: nothing in it is used that is neither defined nor imported there."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    files = [re.sub(r"(?m)^\+", "", found) for found in NEW_FILE.findall(text)]
    assert len(files) >= 5
    for code in files:
        tree = ast.parse(code)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                module = import_module(node.module or "")
                assert [name.name for name in node.names if not hasattr(module, name.name)] == [], node.module
        stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        stored |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | set(dir(builtins))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                stored.add(node.name)
            if isinstance(node, ast.ImportFrom):
                stored |= {name.asname or name.name for name in node.names}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert used - stored == set(), code


def test_the_card_of_contributing_could_be_added() -> None:
    """Its row passes every check of the table."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    row = json.loads(re.sub(r"(?m)^\+", "", NEW_CARD.findall(text)[0]).strip().rstrip(","))
    table = json_table("stripe_emulator.cards", catalogue.FILE)
    assert catalogue.checked({**table, "cards": [*table["cards"], row]}).rows[-1] == row


def test_what_is_gone_is_told() -> None:
    """A renamed module's name, a method, an attribute; those that are there are not."""
    there = "from harness.core.cards import card\nada.buy(1, 2)\nshop.faults\npaid.order\n"
    example = "from harness.core.cards import gone\nada.vanish()\npaid.settlement\n"
    assert list(unknown(there)) == []
    assert sorted(unknown(example)) == ["ada.vanish", "harness.core.cards.gone", "paid.settlement"]
