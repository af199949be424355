"""The shop for people: no routing in the browser, Stripe.js comes from where STRIPE_JS_BASE says."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from harness import profile, stack
from tests.checkout_pages.visitor import CHALLENGED, COMPLETE, Shop, Visitor

SETTING = '[env]\nSTRIPE_JS_BASE = "{STRIPE_API_BASE}/js.stripe.com"\n'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that was told where the stand-in is."""
    told = profile.parse(profile.DEFAULT.read_text("utf-8").replace("[env]\n", SETTING))
    with (
        stack.start("embedded", told, seed=1, logs=tmp_path_factory.mktemp("stack")) as running,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        yield Shop(running, http)


@pytest.mark.parametrize("path", ["/checkout", "/checkout/plain"])
def test_paying(context: BrowserContext, shop: Shop, path: str) -> None:
    """With a challenge; only this machine is asked."""
    buyer, member = Visitor(context, shop), shop.member()
    context.unroute_all()
    shop.add(member, shop.product())
    buyer.sign_in(member).open(path).pay(CHALLENGED)
    expect(buyer.bank.locator(COMPLETE)).to_be_visible()
    buyer.bank.locator(COMPLETE).click()
    buyer.paid()
    assert buyer.hosts() == {"127.0.0.1"}
    assert buyer.errors == []
