"""Several shoppers do what people do, in an order that a seed draws; whatever they do, they are charged correctly."""

from __future__ import annotations

import pytest

from harness import Model
from scenarios.steps import feature, scenario

pytestmark = [*feature("The model"), pytest.mark.needs("payments", "events"), pytest.mark.deadline(7200)]
# Each worker takes one of these; what is deep has its walks in more of them.
QUICK, DEEP = 4, 20


@scenario("Walk {part} through the shop: everybody is charged correctly", story="Walks", severity="blocker")
@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=pytest.mark.model("quick" if part < QUICK else "deep")) for part in range(DEEP)],
)
@pytest.mark.quick
def test_walks(model: Model, part: int) -> None:
    model.walks(part, DEEP)
