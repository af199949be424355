"""What several contract files ask for."""

from collections.abc import Iterator

import pytest

from contracts.shared.payment_api import only_ours
from contracts.webhooks.own_checkout import Own, own_checkout
from harness import Stack, load_adapter


@pytest.fixture(scope="module")
def our_api(stack: Stack) -> None:
    """For what is asked of nobody but a checkout with our payment API; elsewhere such a case is not offered."""
    only_ours(load_adapter(stack.adapter).people)


@pytest.fixture
def own(pytestconfig: pytest.Config, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """The second checkout, with a Stripe account of its own; at rest before and after the case."""
    found = own_checkout(pytestconfig, stack, tmp_path_factory.getbasetemp())
    yield found
    found.rest()
