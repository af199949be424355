"""The checkout under test keeps the contract for every documented request, valid and not, alone and in a row.

One case for each operation, one for each way along the links. Everything that a case did is in its history, so the
money invariants are judged over it: garbage in, and still no cent astray. Schemathesis is imported by the cases, not
here: it takes a second, and most processes of a run have no use for it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.fuzzing.belongings import owned_by
from contracts.shared import document
from contracts.shared.document import Json, Operation
from contracts.shared.labels import labelled, titled
from harness import FUZZED, UNKNOWN, Failure, NotOffered, Shop, openapi, read_accepted

if TYPE_CHECKING:
    from contracts.fuzzing import fuzz

pytestmark = pytest.mark.needs("browser_payments", "refunding", "amount_limits")
# Ways along the links, each with a seed of its own; several, so that workers can share them.
JOURNEYS = (1, 2, 3)


@labelled("Requests by operation", "Documented, at every limit, and random")
def test_requests(
    called: Operation, contract: Json, shop: Shop, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The contract's examples, every limit from both sides, random requests: half about real carts, cards, payments."""
    label, option = called.label, request.config.option
    titled(f"{label} keeps the contract", label)
    from contracts.fuzzing import fuzz

    operation = next(name for name, one in openapi.by_id(contract).items() if one.label == label)
    owned = owned_by(shop, operation)
    result = fuzz.run(owned, tmp_path, seed=int(option.seed), effort=option.contract, operation=operation)
    judge(result, label, request)


@labelled("Requests in a row", "Links along a purchase")
@pytest.mark.parametrize("journey", JOURNEYS)
def test_links(journey: int, contract: Json, shop: Shop, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """From the catalogue to the cart, the payment, the order and the refund, by the links of the contract."""
    if not document.has_links(contract):
        raise NotOffered("links in the contract")
    titled(f"Following the links, way {journey}", "every operation")
    from contracts.fuzzing import fuzz

    seed = int(request.config.option.seed) + journey
    judge(fuzz.run(owned_by(shop), tmp_path, seed=seed, effort=request.config.option.contract), "links", request)


def judge(result: "fuzz.Result", tried: str, request: pytest.FixtureRequest) -> None:
    """Put what was done and accepted onto the report, and raise what fails the case."""
    from contracts.fuzzing.findings import sort_out

    failing, excused = sort_out(result.found, read_accepted(request.config.rootpath))
    request.node.stash[FUZZED] = {"operation": tried, **result.figures, "accepted": excused}
    if result.errors:
        failing.append(Failure(UNKNOWN, "Schemathesis could not try everything", however=result.errors))
    if failing:
        raise failing[0] if len(failing) == 1 else ExceptionGroup(f"{len(failing)} findings", failing)
