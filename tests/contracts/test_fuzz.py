"""The fuzzer at a running checkout: the same seed sends the same requests, whatever ran before; findings replay."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from contracts.fuzzing import fuzz
from contracts.fuzzing.belongings import belongings
from harness import stack as stacks
from harness.config import profile
from harness.core.history import History
from harness.shop.shop import Shop
from harness.stack.base.stack import Stack
from proving import copies
from proving.bugs import load

ROOT = Path(__file__).parent.parent.parent
MADE = re.compile(r"\b(?:prod|pi|ord|usr|pm|re)_[A-Za-z0-9]{14,}|[a-z]+\.[0-9a-f]{12}[.0-9]*@shop\.example|:\d{4,5}\b")
NUMBERS = count()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack for these tests."""
    with stacks.start("embedded", profile.load(), seed=1, logs=tmp_path_factory.mktemp("stack")) as running:
        yield running


def sent(stack: Stack, folder: Path, operation: str, seed: int) -> list[str]:
    """The requests of one run, with what the server made (ids, addresses) told by the order in which it came."""
    shop = Shop(stack, History(), seed, f"{operation} {next(NUMBERS)}")
    result = fuzz.run(belongings(shop, operation), folder, seed=seed, effort="quick", operation=operation)
    assert shop.close_and_judge() == []
    assert result.cases > 0
    names: dict[str, str] = {}
    return [
        MADE.sub(lambda found: names.setdefault(found[0], f"<{len(names)}>"), " ".join(request))
        for request in result.sent
    ]


@pytest.mark.parametrize("operation", ["createRefund", "confirmPayment", ""])
def test_the_same_seed_sends_the_same_requests(embedded: Stack, tmp_path: Path, operation: str) -> None:
    """Of an operation and along the links; also after another operation was tried by the same process."""
    first = sent(embedded, tmp_path, operation, 5)
    sent(embedded, tmp_path, "addCartItem", 9)
    assert sent(embedded, tmp_path, operation, 5) == first


def test_another_seed_sends_others(embedded: Stack, tmp_path: Path) -> None:
    """Otherwise the comparison above would compare nothing."""
    assert sent(embedded, tmp_path, "createRefund", 5) != sent(embedded, tmp_path, "createRefund", 6)


def test_links_lead_to_no_product_of_another_case(embedded: Stack, tmp_path: Path) -> None:
    """The catalogue lists everybody's products; buying one of them would upset the judgement of its own case."""
    other = Shop(embedded, History(), 5, "another case")
    foreign = {other.product(price=100 + number).id for number in range(3)}
    for seed in (5, 6, 7):
        shop = Shop(embedded, History(), seed, f"links {next(NUMBERS)}")
        result = fuzz.run(belongings(shop), tmp_path, seed=seed, effort="quick")
        changed = [" ".join(request) for request in result.sent if "/api/cart/items" in request[1]]
        assert changed
        assert not [request for request in changed if any(product in request for product in foreign)]
        shop.close()
    other.close()


def test_a_finding_is_found_again_by_its_line(tmp_path: Path) -> None:
    """The replay that a report tells is a command that meets the same finding, with the same code and title."""
    broken = copies.make(load("refund_without_status"), tmp_path)
    case = "contracts/test_payment_api.py::test_requests[createRefund]"
    command = [sys.executable, "-m", "pytest", "-q", "--seed=11", "--stack=embedded", f"--profile={broken}", case]
    first = found(command, tmp_path / "first")
    (finding,) = first
    assert finding["code"] == "contract_response_schema_conformance"
    again = found(shlex.split(finding["replay"]), tmp_path / "again")
    assert [(one["code"], one["title"]) for one in again] == [(finding["code"], finding["title"])]


def found(command: list[str], reports: Path) -> list[dict[str, str]]:
    """Run a command of pytest, which must fail, and read what the contract suite found."""
    ran = subprocess.run(
        [*command, f"--reports={reports}"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 1, ran.stdout[-3000:]
    document = json.loads((reports / "verdict.json").read_text("utf-8"))
    findings: list[dict[str, str]] = document["contract"]["findings"]
    return findings


def test_a_run_asks_our_own_checks_too() -> None:
    """In a process that imports nothing but what a run does: they are registered by being imported."""
    code = "from contracts.fuzzing import fuzz; from schemathesis.checks import CHECKS; print(*CHECKS.get_all_names())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"amounts_are_whole", "valid_is_not_invalid", "not_a_server_error"} <= set(done.stdout.split())
