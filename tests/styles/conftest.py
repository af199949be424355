"""A stack with the shop, and a shop of one test alone in one way to pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness import stack
from harness.config import profile
from harness.core.history import History
from harness.shop.shop import Shop
from harness.stack.base.stack import Stack

HERE = Path(__file__).parent
# The classes of the adapter.
STYLES = ("PaymentElement", "CardElement", "Deferred", "AtServer", "Hosted", "Embedded", "Elements", "Link", "Saved")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The shop with a stack's Stripe, which brings it the news."""
    described = profile.load(HERE / "checkout-harness.toml")
    with stack.start("embedded", described, seed=1, logs=tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture
def shop(running: Stack, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop of this test alone."""
    adapter = f"{HERE / 'my_shop.py'}:{request.param}"
    opened = Shop(replace(running, adapter=adapter), History(), 1, request.node.nodeid)
    yield opened
    opened.close()
