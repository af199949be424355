"""Stubs of checkout, Stripe, shop and stack."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from harness import stack
from harness.shop import probe, shop
from harness.stack.base.stack import RunningStack
from harness.stripe import probing
from tests.harness.small_suite import STACK, Started, StubShop
from tests.harness.stub import Stub, serve


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A stub that is served while the test runs."""
    stub = Stub()
    server = serve(stub)
    yield stub
    server.shutdown()
    server.server_close()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    """Stubs in the place of the stack and the shop."""
    count = Started()

    def start(*_: Any, **__: Any) -> RunningStack:
        count.starts += 1
        return RunningStack(replace(STACK, adapter=count.adapter), lambda: setattr(count, "ends", count.ends + 1))

    monkeypatch.setattr(stack, "start", start)
    # No engine is asked for its images by `--stack=auto`: a process of 0.5 s of CPU.
    monkeypatch.setattr(stack, "_why_no_containers", lambda *_: "a stub")
    monkeypatch.setattr(shop, "Shop", StubShop)
    monkeypatch.setattr(probe, "what_failed", lambda _: count.not_usable)
    monkeypatch.setattr(probing, "ask", lambda _: dict(count.missing_capabilities))
    yield count
    assert count.starts == count.ends
