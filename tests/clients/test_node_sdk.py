"""stripe-node, the newest."""

from __future__ import annotations

import pytest

from tests.clients.driver import Driver
from tests.clients.stories import STORIES, Story
from tests.clients.tools import NODE_SDK_VERSION
from tests.stripe_emulator.client import Account
from tests.stripe_emulator.receiver import Receiver


def test_it_is_the_version_it_should_be(node_client: Driver, account: Account) -> None:
    """The one that was fetched."""
    assert node_client.tell("version", account) == {"version": NODE_SDK_VERSION}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_story(node_client: Driver, account: Account, receiver: Receiver, story: Story) -> None:
    """Each story of the SDKs."""
    story(node_client, account, receiver)
