"""The emulator of `tests/stripe_emulator`, and official clients that speak to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeVar

import pytest

from tests.clients import tools
from tests.clients.driver import Driver
from tests.stripe_emulator.conftest import account, emulator, http, new_account, receiver, side

__all__ = ["account", "emulator", "http", "new_account", "receiver", "side"]

T = TypeVar("T")


@pytest.fixture(scope="session")
def python_client() -> Iterator[Callable[[str], Driver]]:
    """One process for each version of stripe-python that a test names."""
    with ExitStack() as stack:
        started: dict[str, Driver] = {}

        def client(version: str) -> Driver:
            if version not in started:
                started[version] = stack.enter_context(Driver.python(obtained(lambda: tools.python_sdk(version))))
            return started[version]

        yield client


@pytest.fixture(scope="session")
def node_client() -> Iterator[Driver]:
    """A process of stripe-node."""
    node, folder = obtained(tools.node_sdk)
    with Driver.node(node, folder) as client:
        yield client


def obtained(tool: Callable[[], T]) -> T:
    """The tool; skips the test with the reason where it cannot be had, fails where REQUIRE_CLIENTS=1."""
    try:
        return tool()
    except tools.NotHere as reason:
        if os.environ.get(tools.REQUIRE) == "1":
            raise
        pytest.skip(f"needs an official client that cannot be had here: {reason}")
