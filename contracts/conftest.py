"""What several contract files ask for: the operations of the checkout's own contract, and a second checkout."""

from collections.abc import Callable, Iterator

import pytest

from contracts.people.asking import names_things
from contracts.shared import document
from contracts.shared.document import Json, Operation
from contracts.webhooks.own_checkout import Own, own_checkout
from harness import Stack, openapi, own_contract

# By fixture: which operations of the contract it is about.
EACH: dict[str, Callable[[Json, Operation], bool]] = {
    "called": lambda _, operation: True,
    "promised": lambda _, operation: True,
    "called_with_a_body": lambda _, operation: document.takes_body(operation),
    "called_with_ids": names_things,
}
NO_CONTRACT = "not offered: contract"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A case for each operation of the checkout's own contract; one that is not offered where it has none."""
    for fixture in set(EACH) & set(metafunc.fixturenames):
        file = own_contract.file(metafunc.config)
        if file is None:
            metafunc.parametrize(fixture, [None], ids=["no contract"], indirect=True)
            continue
        read = document.of_file(file)
        chosen = {name: one for name, one in openapi.by_id(read).items() if EACH[fixture](read, one)}
        ids = [one.label for one in chosen.values()] if fixture == "promised" else list(chosen)
        metafunc.parametrize(fixture, list(chosen.values()), ids=ids, indirect=True)


def _operation(request: pytest.FixtureRequest) -> Operation:
    if request.param is None:
        pytest.skip(NO_CONTRACT)
    operation: Operation = request.param
    return operation


called = pytest.fixture(_operation, name="called")
promised = pytest.fixture(_operation, name="promised")
called_with_a_body = pytest.fixture(_operation, name="called_with_a_body")
called_with_ids = pytest.fixture(_operation, name="called_with_ids")


@pytest.fixture
def contract(pytestconfig: pytest.Config) -> Json:
    """The checkout's own contract."""
    file = own_contract.file(pytestconfig)
    if file is None:
        pytest.skip(NO_CONTRACT)
    return document.of_file(file)


@pytest.fixture
def our_api(pytestconfig: pytest.Config) -> None:
    """For cases about our payment API's document: another checkout has nothing to do with it."""
    file = own_contract.file(pytestconfig)
    if file is None or file.resolve() != document.PATH.resolve():
        pytest.skip("not offered: the payment API of contracts/payments.openapi.yaml")


@pytest.fixture
def own(pytestconfig: pytest.Config, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """The second checkout, with a Stripe account of its own; at rest before and after the case."""
    found = own_checkout(pytestconfig, stack, tmp_path_factory.getbasetemp())
    yield found
    found.rest()
