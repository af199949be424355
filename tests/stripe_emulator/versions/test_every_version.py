"""One of everything, read in every API version: whole by that version's own contract, and no field of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from stripe_emulator.app import create_app
from stripe_emulator.contract import Contract, Operation, for_version, versions
from tests.stripe_emulator.inside import Inside, stocked

PLACEHOLDER = re.compile(r"\{\w*\}")
# Events are shown in the version of the account, whatever the request's is (fact 8).
NOT_BY_REQUEST = "/v1/events"


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[Inside, dict[str, list[str]]]]:
    """An emulator in this process, and the ids of what is there by kind."""
    inside = Inside(create_app(1), "versions")
    yield inside, stocked(inside)
    inside.close()


@pytest.mark.parametrize("version", versions())
def test_what_is_read_is_whole(shop: tuple[Inside, dict[str, list[str]]], version: str) -> None:
    """Every operation that reads one object or a list, with each object of its kind."""
    inside, ids = shop
    contract, answered = for_version(version), 0
    for operation in contract.operations:
        for path in _paths(operation, ids):
            status, body = inside.call("GET", path, {}, headers={"stripe-version": version})
            assert status in (200, 400, 404), f"GET {path} in {version}: {status} {body}"
            answered += status == 200
            assert status != 200 or "object" not in body or contract.check(body) == [], f"GET {path} in {version}"
    assert answered > 100


@pytest.mark.parametrize("version", versions())
def test_what_can_be_expanded_is_of_the_version(shop: tuple[Inside, dict[str, list[str]]], version: str) -> None:
    """Each expandable field of each object: whole, and of the same version within."""
    inside, ids = shop
    contract, expanded = for_version(version), 0
    for kind, path in (("invoice", "invoices"), ("subscription", "subscriptions"), ("charge", "charges")):
        for id in ids[kind]:
            for name in _references(contract, kind):
                status, body = inside.call(
                    "GET", f"/v1/{path}/{id}", {"expand": [name]}, headers={"stripe-version": version}
                )
                assert status == 200, f"{kind}.{name} in {version}: {body}"
                assert contract.check(body) == [], f"{kind}.{name} in {version}"
                expanded += isinstance(body[name], dict)
    assert expanded > 5


def _references(contract: Contract, kind: str) -> list[str]:
    names = contract.shape(kind).fields
    return [name for name, field in names.items() if name in contract.blank(kind) and _is_reference(field.slot.node)]


def _is_reference(node: object) -> bool:
    return type(node).__name__ == "Reference"


def _paths(operation: Operation, ids: dict[str, list[str]]) -> Iterator[str]:
    if operation.method != "GET" or not operation.returns or operation.path.startswith(NOT_BY_REQUEST):
        return
    placeholders = PLACEHOLDER.findall(operation.path)
    if not placeholders:
        yield operation.path
    elif len(placeholders) == 1:
        for id in ids.get(operation.returns[0], ()):
            yield PLACEHOLDER.sub(quote(id, safe=""), operation.path)
