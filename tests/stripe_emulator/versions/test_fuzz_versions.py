"""What other versions than the default one take, fuzzed: no 500, every refusal well formed, every answer whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripe_emulator.app import create_app
from stripe_emulator.contract import DEFAULT_VERSION, Operation, for_version, versions
from stripe_emulator.resources import endpoints
from tests.stripe_emulator.client import JSON, encode
from tests.stripe_emulator.contract.strategies import broken, valid
from tests.stripe_emulator.inside import Inside, stocked
from tests.stripe_emulator.server.test_fuzz import DEADLINE_SECONDS, EXAMPLES, FUZZ, paths, well_formed, with_ids

OTHERS = [version for version in versions() if version != DEFAULT_VERSION]
# Of each version; an operation is drawn for each.
PER_VERSION = EXAMPLES * 6


def served(version: str) -> list[Operation]:
    """Every operation of a version that the emulator serves."""
    found = (for_version(version).operation(endpoint.method, endpoint.path) for endpoint in endpoints())
    return [operation for operation in found if operation is not None]


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[Inside, dict[str, list[str]]]]:
    """An emulator in this process, and the ids of what is there by kind."""
    inside = Inside(create_app(1), "fuzz")
    yield inside, stocked(inside)
    inside.close()


@pytest.mark.parametrize("version", OTHERS)
@FUZZ
@given(data=st.data())
def test_what_a_version_takes(shop: tuple[Inside, dict[str, list[str]]], version: str, data: st.DataObject) -> None:
    """Valid parameters, and those with one thing wrong."""
    inside, ids = shop
    for _ in range(PER_VERSION // EXAMPLES):
        operation = data.draw(st.sampled_from(served(version)))
        path = data.draw(paths(operation, ids))
        _send(inside, version, operation, path, data.draw(with_ids(data.draw(valid(operation)), ids)))
        wrong = data.draw(broken(operation))
        _send(inside, version, operation, path, wrong.params)


def _send(inside: Inside, version: str, operation: Operation, path: str, params: JSON) -> None:
    headers = {"stripe-version": version}
    status, body = inside.call(operation.method, path, params, deadline=DEADLINE_SECONDS, headers=headers)
    told = f"{version} {operation.method} {path} {encode(params)}: {status} {str(body)[:1500]}"
    assert status < 500, told
    if status == 200:
        problems = for_version(version).check(body) if "object" in body and "/events" not in path else []
        assert problems == [], f"{problems} in {told}"
    else:
        well_formed(body, told)
