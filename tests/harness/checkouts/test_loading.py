"""An adapter is found by file or module, and one that cannot be used is told with what is expected of it."""

from pathlib import Path

import pytest

from harness.checkouts import AdapterError
from harness.checkouts.loading import REFERENCE, features_of, load
from harness.checkouts.reference import ReferenceShop

HEAD = "from harness.checkouts import Adapter, Pages, Payment, Shopper\n"
PERSON = "class Person(Shopper):\n    def begin(self, **tampering): return Payment('pi_1')\n"
SHOP = "class MyShop(Adapter):\n    people = Person\n    def catalogue(self): return []\n"
GOOD = HEAD + PERSON + SHOP


def written(folder: Path, text: str) -> str:
    """The adapter's file."""
    file = folder / "my_shop.py"
    file.write_text(text, "utf-8")
    return str(file)


def test_by_module() -> None:
    assert load(REFERENCE) is ReferenceShop


@pytest.mark.parametrize("name", ["", ":MyShop"])
def test_by_file_with_or_without_its_class(tmp_path: Path, name: str) -> None:
    found = load(written(tmp_path, GOOD) + name)
    assert found.__name__ == "MyShop"
    assert features_of(found) == ("catalogue",)


def test_it_is_read_once(tmp_path: Path) -> None:
    spec = written(tmp_path, GOOD)
    assert load(spec) is load(spec)


def test_a_file_beside_it_can_be_imported(tmp_path: Path) -> None:
    (tmp_path / "prices_of_my_shop.py").write_text("TEA = 500\n", "utf-8")
    found = load(written(tmp_path, "from prices_of_my_shop import TEA\n" + GOOD + "    tea = TEA\n"))
    assert vars(found)["tea"] == 500


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (HEAD, "", "expected one class made from Adapter in .*, got none"),
        (GOOD + SHOP.replace("MyShop", "Other"), "", "got MyShop, Other. Hint: name it with `class`"),
        (GOOD, ":Person", "expected a class Person made from"),
        (GOOD, ":Nobody", "expected a class Nobody made from .*, got None"),
        (HEAD + "class MyShop(Adapter):\n    pass\n", "", "expected MyShop.people to be a class made from Shopper"),
        (GOOD.replace("people = Person", "people = Person(None, None, '')"), "", "expected MyShop.people"),
        (GOOD.replace("begin", "start"), "", "expected a method `begin` of Person"),
        (GOOD.replace("catalogue", "products"), "", "expected `put_on_sale` or `catalogue` of MyShop, got neither"),
        (GOOD + "    pages = 1\n", "", "expected MyShop.pages to be a class made from Pages"),
        (GOOD + "    class pages(Pages):\n        pass\n", "", "expected a method `checkout` of pages"),
    ],
)
def test_one_that_cannot_be_used(tmp_path: Path, text: str, name: str, message: str) -> None:
    with pytest.raises(AdapterError, match=message):
        load(written(tmp_path, text) + name)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="expected a Python file, got no file"):
        load(str(tmp_path / "nowhere.py"))
