"""A case's snapshots say the same, whether Stripe told everything at once or list by list."""

from collections.abc import Iterator
from typing import Any

import pytest

from harness import stack
from harness.checkouts import Payment
from harness.config import profile
from harness.core.awaiting import eventually
from harness.core.cards import card
from harness.core.history import History
from harness.shop.shop import Shop
from harness.shop.snapshots import Snapshots
from harness.stack.base.stack import Stack
from harness.stripe.view import StripeView


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One embedded stack for these tests."""
    with stack.start("embedded", profile.load(), seed=1, logs=tmp_path_factory.mktemp("stack")) as started:
        yield started


def taken(shop: Shop) -> list[dict[str, Any]]:
    """The snapshots of a shop, as they are recorded now."""
    history = History()
    Snapshots(shop.adapter, shop.money, history).take(shop._shoppers, shop._products)
    return [{"operation": event.operation, **event.data} for event in history.of(kind="snapshot")]


def test_both_ways_record_the_same(running: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(running, History(), 1, "both ways")
    product = shop.product(stock=9)
    ada, bob, eve = shop.shopper(), shop.shopper("Bob"), shop.shopper("Eve")
    paid = ada.buy(product, card("4242424242424242"))
    assert paid.order is not None
    ada.refund(paid.order, 500)
    ada.refund(paid.order, 700)
    ada.buy(product, card("4000000000000002"))
    bob.buy(product, card("4000000000009995"))
    bob.add(product)
    assert eve.key
    at_once = eventually(lambda: found if "mails" in str(found := taken(shop)) else None, reason="the mail")
    monkeypatch.setattr(StripeView, "snapshot", lambda *_: None)
    assert at_once == taken(shop)
    intents = [row for row in at_once if row["operation"] == "stripe_intent"]
    assert [[len(row["charges"]), len(row["refunds"])] for row in intents] == [[1, 2], [1, 0], [1, 0]]
    assert {row["operation"] for row in at_once} == {
        *("begin", "payments", "stripe_intent", "orders", "cart", "stock", "mails"),
    }
    shop.close()


def test_an_intent_that_a_shopper_was_told_of_is_found_or_gone(running: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that was made before the case began."""
    before = Shop(running, History(), 1, "before")
    old = before.shopper().buy(before.product(), card("4242424242424242")).payment
    shop = Shop(running, History(), 1, "told of")
    shop.stripe._since = 2_000_000_000
    ada = shop.shopper()
    assert ada.key
    ada.payments += [old, Payment("pi_gone")]
    at_once = taken(shop)
    monkeypatch.setattr(StripeView, "snapshot", lambda *_: None)
    assert at_once == taken(shop)
    rows = [row for row in at_once if row["operation"] == "stripe_intent"]
    assert [(row["id"], row.get("gone"), len(row.get("charges", ()))) for row in rows] == [
        *sorted([(old.id, None, 1), ("pi_gone", True, 0)])
    ]
    shop.close()
    before.close()
