"""The machinery and the scenarios are for any shop: no route and no status of the reference shop stands in them.

What only its contract promises is in `contracts/`; how it is asked and what it answers, in its adapter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.machine import ROOT

ADAPTER = "harness/checkouts/reference"
# Paths of the payment API, not those of Stripe's documentation (docs.stripe.com/api/...).
ROUTE = re.compile(r"(?<!docs\.stripe\.com)/api/[a-z]")
# Where a route is an example in prose for people, or the default that a profile documents for its webhook.
PROSE = (
    "harness/core/failure_codes/",
    "harness/config/profiles/reference.toml",
    "harness/config/accepted.py",
    "harness/judging/api_coverage.py",
)
DEFAULT = ("harness/config/checkout.py", 'webhook_path: str = "/api/webhooks/stripe"')
# Statuses of the reference shop's contract; in scenarios nobody looks at one.
STATUS = range(400, 600)


def files(*folders: str) -> Iterator[tuple[str, str]]:
    """Every source and data file, without the reference shop's adapter."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".py", ".toml", ".json", ".js", ".mjs", ".html") and not name.startswith(ADAPTER):
                yield name, path.read_text("utf-8")


def statuses(tree: ast.AST) -> Iterator[int]:
    """Numbers that are a status of an error: an argument, or compared with something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Compare):
            given = [part for one in node.comparators for part in (one.elts if isinstance(one, ast.Tuple) else [one])]
        else:
            continue
        for one in given:
            if isinstance(one, ast.Constant) and type(one.value) is int and one.value in STATUS:
                yield one.value


def test_no_route_of_the_reference_shop() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in files("harness", "scenarios")
        for number, line in enumerate(text.splitlines(), 1)
        if ROUTE.search(line) and not name.startswith(PROSE) and (name, line.strip()) != DEFAULT
    ]
    assert found == []


@pytest.mark.parametrize("word", ["expect", "status_code", "application/problem+json", "problem("])
def test_scenarios_look_at_no_exchange_of_the_checkout(word: str) -> None:
    """They say done, refused, lost or not paid; an exchange is asked for its status in contracts."""
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in files("scenarios")
        for number, line in enumerate(text.splitlines(), 1)
        if (f".{word}(" in line if word == "expect" else word in line) and "answer.expect(200)" not in line
    ]
    assert found == []


def test_no_status_in_scenarios() -> None:
    """Prices and amounts are arguments by name; a fault of Stripe's has its status in the harness."""
    found = {name: sorted(statuses(ast.parse(text))) for name, text in files("scenarios") if name.endswith(".py")}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}
