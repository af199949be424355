"""The machinery and the scenarios are for any shop: no route and no status of the reference shop stands in them.

What only its contract promises is in `contracts/`; how it is asked and what it answers, in its adapter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

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
    "harness/core/api_coverage.py",
)
DEFAULT = ("harness/config/checkout.py", 'webhook_path: str = "/api/webhooks/stripe"')
# What is asked of Stripe itself, and how a refusal is held to the adapter's own table: the only statuses there are.
AT_STRIPE = re.compile(r"\bshop\.js\.|\bstripe\.send\(")
STATUSES = {
    "scenarios/refusals.py": "answer.expect(*wanted.statuses)",
    "scenarios/steps.py": "answer.expect(200)",
}


def files(*folders: str) -> Iterator[tuple[str, str]]:
    """Every source and data file, without the reference shop's adapter."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".py", ".toml", ".json", ".js", ".mjs", ".html") and not name.startswith(ADAPTER):
                yield name, path.read_text("utf-8")


def looks_at_a_status(node: ast.AST) -> bool:
    """Whether an exchange's status is expected or compared: `.expect(404)`, `.status == 404`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "expect"
    if isinstance(node, ast.Compare):
        sides = (node.left, *node.comparators)
        numbers = any(isinstance(one, ast.Constant) and type(one.value) is int for one in sides)
        return numbers and any(isinstance(one, ast.Attribute) and one.attr.startswith("status") for one in sides)
    return False


def test_no_route_of_the_reference_shop() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in files("harness", "scenarios")
        for number, line in enumerate(text.splitlines(), 1)
        if ROUTE.search(line) and not name.startswith(PROSE) and (name, line.strip()) != DEFAULT
    ]
    assert found == []


def test_scenarios_look_at_no_status_of_the_checkout() -> None:
    """They say done, refused, lost or not paid; what a contract has for it stands in the adapter's table."""
    found = [
        f"{name}:{node.lineno}: {code}"
        for name, text in files("scenarios")
        if name.endswith(".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call | ast.Compare) and looks_at_a_status(node)
        if not AT_STRIPE.search(code := ast.unparse(node)) and code != STATUSES.get(name)
    ]
    assert found == []


@pytest.mark.parametrize("word", ["problem+json", "access_token", "payment_intent_id", "order_id", "Bearer "])
def test_scenarios_know_no_field_of_the_payment_api(word: str) -> None:
    """Their values are those of harness.checkouts; the secret key is Stripe's business."""
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in files("scenarios")
        for number, line in enumerate(text.splitlines(), 1)
        if word in line and "secret_key" not in line
    ]
    assert found == []
