"""The shop for people, as `up` serves it: no routing in the browser, Stripe.js comes from the backend's stand-in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from harness.browser.stripe_pages import COMPLETE
from harness.commands.up import for_people
from harness.config import profile
from harness.stack.base.stack import Stack
from tests.checkout_pages.visitor import CARD, CHALLENGED, Shop, Visitor

ROOT = Path(__file__).parents[2]
UP = (sys.executable, "-m", "harness.cli", "up", "--stack=embedded", "--json", "--reports")
BASE = "STRIPE_JS_BASE"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shop that `up` serves."""
    command = [*UP, str(tmp_path_factory.mktemp("reports"))]
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        assert child.stdout is not None
        try:
            yield Shop(Stack.from_json(child.stdout.readline()), http)
        finally:
            child.terminate()
            child.wait(30)


@pytest.mark.parametrize("path", ["/checkout", "/checkout/plain"])
@pytest.mark.parametrize("number", [CARD, CHALLENGED])
def test_paying(context: BrowserContext, shop: Shop, path: str, number: str) -> None:
    """By a plain card and with a challenge; only this machine is asked."""
    buyer = Visitor(context, shop)
    buyer.member = shop.member()
    context.unroute_all()
    shop.add(buyer.member, shop.product())
    buyer.sign_in(buyer.member).open(path).pay(number)
    if number == CHALLENGED:
        expect(buyer.bank.locator(COMPLETE)).to_be_visible()
        buyer.bank.locator(COMPLETE).click()
    buyer.paid_once()
    assert buyer.hosts() == {"127.0.0.1"}
    assert buyer.errors == []


def test_only_a_stand_in_is_named() -> None:
    """Stripe itself serves its own script; what the profile says stays."""
    given = profile.load()
    assert for_people(given, "live-test") == for_people(given, "stock") == given
    assert for_people(given, "emulator").env == {**given.env, BASE: "{STRIPE_PUBLIC_API_BASE}/js.stripe.com"}
    own = profile.parse(profile.DEFAULT.read_text("utf-8").replace("[env]\n", f'[env]\n{BASE} = "http://mine"\n'))
    assert for_people(own, "emulator") == own
