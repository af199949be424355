"""The checkout under test keeps the contract for every documented request, valid and not, alone and in a row.

One case for each operation and phase of Schemathesis, one for each way along the links. Everything that a case did is
in its history, so the money invariants are judged over it: garbage in, and still no cent astray.
"""

from pathlib import Path
from typing import Any

import pytest

from contracts import document, fuzz
from contracts.belongings import Belongings, belongings
from contracts.findings import sort_out
from contracts.labels import labelled, titled
from harness import accepted
from harness.failure import UNKNOWN, Failure
from harness.report.cases import FUZZED
from harness.shop import Shop

pytestmark = pytest.mark.needs("browser_payments", "refunding", "amount_limits")
OPERATIONS = {one.definition["operationId"]: one.label for one in document.operations(document.load())}
JOURNEYS = (1, 2, 3)
"""Ways along the links, each with a seed of its own; several, so that workers can share them."""

each_operation = pytest.mark.parametrize("operation", OPERATIONS)


@labelled("Requests by operation", "Examples of the contract")
@each_operation
def test_examples(operation: str, shop: Shop, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What the contract shows its readers is taken, and answered as documented."""
    try_operation(operation, "examples", shop, tmp_path, request)


@labelled("Requests by operation", "Every limit of the contract")
@each_operation
def test_coverage(operation: str, shop: Shop, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every limit from both sides: what is inside is taken, what is outside refused."""
    try_operation(operation, "coverage", shop, tmp_path, request)


@labelled("Requests by operation", "Random requests")
@each_operation
def test_fuzzing(operation: str, shop: Shop, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Random requests, half of them about real carts, currencies, cards and payments."""
    try_operation(operation, "fuzzing", shop, tmp_path, request)


@labelled("Requests in a row", "Links along a purchase")
@pytest.mark.parametrize("journey", JOURNEYS)
def test_links(journey: int, shop: Shop, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """From the catalogue to the cart, the payment, the order and the refund, by the links of the contract."""
    titled(f"Following the links, way {journey}", "every operation")
    seed = int(request.config.option.seed) + journey
    seen = fuzz.run(belongings(shop), fuzz.STATEFUL, tmp_path, seed=seed, effort=request.config.option.contract)
    judge(seen, {"operation": "every operation", "phase": f"{fuzz.STATEFUL} {journey}"}, request)


def try_operation(operation: str, phase: str, shop: Shop, folder: Path, request: pytest.FixtureRequest) -> None:
    """Try one operation in one phase, and fail with what was found."""
    label, option = OPERATIONS[operation], request.config.option
    titled(f"{label} keeps the contract: {phase}", label)
    owned: Belongings = belongings(shop, operation, few=phase == "examples")
    seen = fuzz.run(owned, phase, folder, seed=int(option.seed), effort=option.contract, operation=operation)
    judge(seen, {"operation": label, "phase": phase}, request)


def judge(seen: fuzz.Seen, tried: dict[str, Any], request: pytest.FixtureRequest) -> None:
    """Put what was done and accepted onto the report, and raise what fails the case."""
    failing, excused = sort_out(seen.found, accepted.read(request.config.rootpath))
    request.node.stash[FUZZED] = {**tried, **seen.told, "accepted": excused}
    if seen.errors:
        failing.append(Failure(UNKNOWN, "Schemathesis could not try everything", however=seen.errors))
    if failing:
        raise failing[0] if len(failing) == 1 else ExceptionGroup(f"{len(failing)} findings", failing)
