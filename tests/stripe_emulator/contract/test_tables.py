"""The committed tables: made by the compiler from the pinned SDKs, byte for byte, small and whole."""

from __future__ import annotations

import json
import os

import pytest

from scripts.compile_contract import TABLES
from scripts.contract.sdk import Pin, Unavailable, pins
from scripts.contract.source import Source
from scripts.contract.table import compile_table
from stripe_emulator.contract import DEFAULT_VERSION, for_version, versions
from stripe_emulator.contract.nodes import ListOf, MapOf, Node, Page, Reference, Shape, Union

REQUIRED = "REQUIRE_CONTRACT_SDKS"
MAX_BYTES = 700_000


@pytest.mark.parametrize("pin", pins(), ids=lambda pin: pin.version)
def test_the_compiler_makes_the_committed_tables(pin: Pin) -> None:
    """Byte for byte; skipped where no package index has the SDK, unless REQUIRE_CONTRACT_SDKS=1 insists."""
    try:
        package = pin.fetch()
    except Unavailable as error:
        if os.environ.get(REQUIRED) == "1":
            raise
        pytest.skip(f"not compared ({REQUIRED}=1 would fail here): {error}")
    made = compile_table(Source(package), pin.version)
    committed = TABLES / f"{json.loads(made)['version']}.json"
    assert committed.read_bytes() == made.encode(), f"python -m scripts.compile_contract would change {committed.name}"


def test_one_table_for_each_pin() -> None:
    """No table without its SDK, none left over; the default is one of them."""
    tables = [json.loads(path.read_bytes()) for path in sorted(TABLES.glob("*.json"))]
    assert sorted(table["sdk"] for table in tables) == sorted(pin.version for pin in pins())
    assert tuple(table["version"] for table in tables) == versions()
    assert DEFAULT_VERSION in versions()


def test_no_pin_names_a_registry() -> None:
    """A version and the hash of its wheel, nothing else."""
    for pin in pins():
        name, digest = pin.requirement.split()
        assert name == f"stripe=={pin.version}"
        assert digest.startswith("--hash=sha256:")


@pytest.mark.parametrize("version", versions())
def test_tables_are_compact_and_one_line_an_entry(version: str) -> None:
    """Small enough to commit, and a changed field is one changed line."""
    path = TABLES / f"{version}.json"
    assert path.stat().st_size <= MAX_BYTES
    table = json.loads(path.read_bytes())
    entries = sum(len(table[section]) for section in ("operations", "params", "objects", "enums"))
    lines = path.read_text("utf-8").splitlines()
    assert entries < len(lines) < entries + 20


@pytest.mark.parametrize("version", versions())
def test_every_line_of_a_table_can_be_read(version: str) -> None:
    """All shapes are parsed, and every one that a field names is there."""
    contract = for_version(version)
    seen: set[int] = set()
    for operation in contract.operations:
        _walk(operation.params, seen)
        for name in operation.returns:
            _walk(contract.shape(name), seen)
    assert len(seen) > 1000


def _walk(node: Node, seen: set[int]) -> None:
    if id(node) in seen:
        return
    if isinstance(node, Shape):
        seen.add(id(node))
        for field in node.fields.values():
            _walk(field.slot.node, seen)
    elif isinstance(node, Union):
        for member in node.members:
            _walk(member, seen)
    elif isinstance(node, ListOf | MapOf | Page):
        _walk(node.member.node, seen)
    elif isinstance(node, Reference):
        _walk(node.shape, seen)
