"""Small suites for tests of the plugin, with a shop that needs no stack."""

import json
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from harness.checkouts.facts import Facts
from harness.checkouts.loading import REFERENCE
from harness.core.failure import Failure
from harness.core.history import History
from harness.stack.base.stack import Stack
from harness.stripe.probing import capabilities

# What a run imports late. pytester forgets what an inner run imported: half of each such test was the import of these.
KEPT = (
    *("harness.checkouts.reference", "harness.config.accepted", "harness.config.profile_tables", "harness.run.needs"),
    *("harness.stack.base.webhook_endpoint", "harness.stack.docker.containers", "harness.stack.own_contract"),
    *("harness.judging.checker", "harness.run.post_run_checks", "harness.run.cases.gathered"),
    *("harness.run.lanes.narration", "harness.stripe.probing.fidelity", "harness.stack.summary_text", "pickle"),
    *("harness.report.markdown", "harness.report.allure.files", "harness.report.lanes", "harness.report.terminal"),
    *("harness.stack.docker.images", "harness.stack.docker.leftovers"),
    *(f"{capabilities.__name__}.{found.name}" for found in iter_modules(capabilities.__path__)),
)
for name in KEPT:
    import_module(name)

STACK = Stack(
    mode="external",
    why="a stub",
    checkout_url="http://127.0.0.1:1",
    stripe_url="http://127.0.0.1:1",
    aws_url="http://127.0.0.1:1",
    secret_key="sk_test_stub",
    publishable_key="pk_test_stub",
    webhook_secret="whsec_stub",
    account="stub",
    admin_email="",
    admin_password="",
    startup_seconds=1.5,
    adapter=REFERENCE,
    facts=asdict(Facts()),
    webhook_path="/hooks",
)
INI = """
[pytest]
testpaths = scenarios contracts
addopts = -p harness.run.plugin --strict-markers -p no:schemathesis
markers =
    card(number): a card
"""


@dataclass
class StubShop:
    """A shop whose judges find what the test asked for by `shop.found`."""

    stack: Stack
    history: History
    seed: int
    test_id: str
    found: list[Any] = field(default_factory=list)

    def reached(self, goal: str) -> None:
        self.history.record("fact", "test", "reached", goal=goal)

    def close_and_judge(self) -> list[Failure]:
        for failure in self.found:
            if isinstance(failure, ValueError):
                raise failure
        return self.found

    def windows(self) -> list[Any]:
        return []

    def close(self) -> None:
        self.found = []


@dataclass
class Started:
    """How often a stack was started and ended, its checkout's adapter, why that cannot be used, and what its Stripe
    backend lacks."""

    starts: int = 0
    ends: int = 0
    missing_capabilities: dict[str, str] = field(default_factory=dict)
    adapter: str = REFERENCE
    not_usable: str = ""


def suite(pytester: pytest.Pytester, body: str, folder: str = "scenarios") -> None:
    """One file of a suite and the ini file of the repository, in short."""
    pytester.makeini(INI)
    for name in ("scenarios", "contracts", folder):
        Path(pytester.path, name).mkdir(exist_ok=True)
    text = (
        "import pytest\nfrom harness.core.cards import catalogue\nfrom harness.core.failure import UNKNOWN, Failure\n"
        "from harness.judging.goals import GOALS\n" + body
    )
    Path(pytester.path, folder, "test_it.py").write_text(text, encoding="utf-8")


def verdict(pytester: pytest.Pytester) -> dict[str, Any]:
    """What the run wrote."""
    document: dict[str, Any] = json.loads(Path(pytester.path, "reports", "verdict.json").read_text("utf-8"))
    return document
