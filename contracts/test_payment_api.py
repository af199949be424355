"""The checkout under test keeps the contract for every documented request, valid and not: one case per operation."""

from typing import Any

import hypothesis
import pytest
import schemathesis

from contracts import fuzz
from contracts.labels import labelled, titled
from harness.shop import Shop
from harness.stack import Stack

pytestmark = pytest.mark.needs("browser_payments", "refunding", "amount_limits")
SCHEMA = fuzz.load_schema()


@pytest.fixture
def belongings(shop: Shop) -> fuzz.Belongings:
    """What the fuzzed requests may name; one shopper per operation."""
    return fuzz.belongings(shop)


@pytest.fixture(autouse=True)
def seeded(request: pytest.FixtureRequest, seed: int) -> None:
    """Draw this operation's inputs from the run's printed seed."""
    hypothesis.seed(seed)(request.function)


@labelled("Every request", "Fuzzing by operation")
@SCHEMA.parametrize()
@fuzz.BOUNDED
def test_the_checkout_keeps_the_contract(
    case: schemathesis.Case[Any], stack: Stack, belongings: fuzz.Belongings, request: pytest.FixtureRequest
) -> None:
    """Documented statuses, content types, headers and bodies; invalid refused, valid taken, a token demanded."""
    titled(f"{case.operation.label} keeps the contract", case.operation.label)
    operation_id = case.operation.definition.raw["operationId"]
    belongings.make_real(case)
    options: dict[str, Any] = {"timeout": 20}
    if signature := belongings.sign(case):
        options["auth"] = signature
    headers = {} if case.operation.definition.raw.get("security") == [] else bearer(belongings.token_for(operation_id))
    case.call_and_validate(base_url=stack.checkout_url, headers=headers, **options)


def bearer(token: str) -> dict[str, str]:
    """The header that shows who calls."""
    return {"Authorization": f"Bearer {token}"}
