"""A method that is there is a feature that is offered; one that is missing is told with what it costs."""

import re

import pytest

from harness.checkouts import NotOffered, adapter
from harness.checkouts.features import ADAPTER, FEATURES, REQUIRED, method_of, not_offered, offered
from harness.checkouts.reference import ReferenceShop, ReferenceShopper
from tests.harness.small_shop import SmallShop, SmallShopper

NAMES = {one.name for one in FEATURES}


def test_being_there_is_being_offered() -> None:
    assert offered(SmallShop, SmallShopper) == ("catalogue",)
    assert set(offered(ReferenceShop, ReferenceShopper)) == NAMES - {"catalogue", "cancel", "save_card", "charge_saved"}


def test_what_is_missing_is_told_with_what_cannot_be_judged() -> None:
    missing = not_offered(("catalogue", "refund"))
    assert set(missing) == NAMES - {"catalogue", "refund"}
    assert "catalogue" not in not_offered(("put_on_sale",))
    assert missing["orders"] == "one order for each payment, over what was paid"


def test_a_method_by_name() -> None:
    assert method_of(SmallShop, "catalogue") is SmallShop.catalogue
    with pytest.raises(NotOffered, match="not offered: refund") as raised:
        method_of(SmallShopper, "refund")
    assert raised.value.feature == "refund"


def test_the_base_classes_offer_nothing() -> None:
    assert offered(adapter.Adapter, adapter.Shopper) == ()


def test_whoever_writes_an_adapter_reads_of_every_method() -> None:
    """The docstring of the adapter is the list that a team writes by."""
    text = adapter.__doc__ or ""
    shop, shopper = text.split("class MyShopper(Shopper):")
    for one in FEATURES:
        assert re.search(rf"\b{one.name}\b", shop if one.where == ADAPTER else shopper), one.name
    assert all(f"def {name}(" in shopper for name in REQUIRED)
