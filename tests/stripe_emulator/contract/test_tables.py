"""The committed tables: made by the compiler from the pinned SDKs, byte for byte, small and whole."""

from __future__ import annotations

import json
import os

import pytest

from scripts.compile_contract import TABLES, with_bases
from scripts.contract.sdk import Unavailable, pins
from scripts.contract.source import Source
from scripts.contract.table import CompiledTable, compile_table
from stripe_emulator.contract import DEFAULT_VERSION, for_version, versions
from stripe_emulator.contract.differences import SECTIONS
from stripe_emulator.contract.nodes import ListOf, MapOf, Node, Page, Reference, Shape, Union
from stripe_emulator.contract.table import whole_table

REQUIRED = "REQUIRE_CONTRACT_SDKS"
MAX_BYTES = 700_000
# All tables together, in bytes.
MAX_BYTES_OF_ALL = 1_000_000


@pytest.fixture(scope="module")
def compiled() -> list[CompiledTable]:
    """Every pinned SDK as a table; skipped where no package index has one, unless REQUIRE_CONTRACT_SDKS=1 insists."""
    try:
        return [compile_table(Source(pin.fetch()), pin.version) for pin in pins()]
    except Unavailable as error:
        if os.environ.get(REQUIRED) == "1":
            raise
        pytest.skip(f"not compared ({REQUIRED}=1 would fail here): {error}")


def test_the_compiler_makes_the_committed_tables(compiled: list[CompiledTable]) -> None:
    """Byte for byte: the default version's whole, the others as differences."""
    for table, base in with_bases(compiled):
        committed = TABLES / f"{table.version}.json"
        text = f"python -m scripts.compile_contract would change {committed.name}"
        assert committed.read_bytes() == table.text(base).encode(), text


def test_differences_give_every_table_back(compiled: list[CompiledTable]) -> None:
    """What is read of a version is what was compiled of its SDK."""
    for table in compiled:
        assert whole_table(table.version) == {"version": table.version, "sdk": table.sdk, **table.sections}


def test_one_table_for_each_pin() -> None:
    """No table without its SDK, none left over, but for four: stripe-python had no types yet when they were new.

    What the tables tell of them is that of 2023-10-16 (https://docs.stripe.com/changelog/2023-10-16,
    https://docs.stripe.com/changelog/2023-08-16), so they are differences without a line; what the first two have
    besides is in `contract/extras.py`.
    """
    tables = [json.loads(path.read_bytes()) for path in sorted(TABLES.glob("*.json"))]
    untyped = [table for table in tables if not table["sdk"]]
    assert [table["version"] for table in untyped] == ["2020-08-27", "2022-08-01", "2022-11-15", "2023-08-16"]
    assert not any(table[section] for table in untyped for section in SECTIONS)
    assert sorted(table["sdk"] for table in tables if table["sdk"]) == sorted(pin.version for pin in pins())
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


def test_all_tables_together_are_small() -> None:
    """What differs is written, not what is the same."""
    assert sum(path.stat().st_size for path in TABLES.glob("*.json")) <= MAX_BYTES_OF_ALL


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
