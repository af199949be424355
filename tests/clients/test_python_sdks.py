"""stripe-python as its users have it: the newest, the one before, and the one of the guide this project began with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.driver import Driver
from tests.clients.stories import STORIES, Story
from tests.clients.tools import PYTHON_SDK_VERSIONS
from tests.stripe_emulator.client import Account
from tests.stripe_emulator.receiver import Receiver

each_version = pytest.mark.parametrize("version", PYTHON_SDK_VERSIONS)


@each_version
def test_it_is_the_version_it_should_be(python_client: Callable[[str], Driver], account: Account, version: str) -> None:
    """Not the one that is installed beside it."""
    assert python_client(version).tell("version", account) == {"version": version}


@each_version
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_story(
    python_client: Callable[[str], Driver], account: Account, receiver: Receiver, version: str, story: Story
) -> None:
    """Each story with each version."""
    story(python_client(version), account, receiver)
