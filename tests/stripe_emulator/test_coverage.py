"""What the emulator says it covers is what it serves."""

from __future__ import annotations

import re
import subprocess
import sys

from scripts import coverage_table
from stripe_emulator import contract, coverage
from stripe_emulator.contract import divergences
from stripe_emulator.coverage import MARKERS, Coverage, Resource
from tests.stripe_emulator.client import Account

SMALL = Coverage(
    [
        Resource("charges", ["GET /v1/charges"], ["POST /v1/charges", "POST /v1/charges/{}/capture"]),
        Resource("checkout/sessions", ["GET /v1/checkout/sessions"], []),
        Resource("tax/rates", [], ["GET /v1/tax/rates", "GET /v1/tax/rates/{}"]),
    ],
    ["GET /v1/extra"],
)


def test_the_readme_has_the_table_of_this_code() -> None:
    """Else: python -m scripts.coverage_table."""
    text = coverage_table.README.read_text("utf-8")
    begin, end = MARKERS
    assert text.count(begin) == text.count(end) == 1
    assert coverage_table.with_table(text, coverage.markdown(coverage.measure())) == text


def test_every_operation_of_stripe_is_counted_once() -> None:
    """Here or not here, in one resource."""
    resources = coverage.measure().resources
    counted = [key for resource in resources for key in (*resource.here, *resource.missing)]
    assert len(counted) == len(set(counted)) == len(list(contract.for_version(contract.DEFAULT_VERSION).operations))
    assert len({resource.name for resource in resources}) == len(resources)


def test_resources_are_named_by_their_path() -> None:
    """An action is none, a namespace is in the name."""
    names = {resource.name for resource in coverage.measure().resources}
    assert {"charges", "checkout/sessions", "invoices", "payment_records", "account"} <= names
    assert not {"charges/search", "invoices/create_preview", "payment_records/report_payment", "checkout"} & names


def test_what_is_not_here_is_answered_so(account: Account) -> None:
    """One operation of each resource with a gap gets Stripe's 404 for unknown URLs, one that is here does not."""
    measured = coverage.measure()
    here = [key for resource in measured.resources for key in resource.here]
    ids = [re.compile(re.escape(key).replace(r"\{\}", "[^/]+")) for key in here]
    for resource in measured.resources:
        missing = [key for key in resource.missing if not any(one.fullmatch(key) for one in ids)]
        for key in (*resource.here[:1], *missing[:1]):
            method, _, path = key.replace("{}", "nothing").partition(" ")
            message = account.call(method, path).json().get("error", {}).get("message") or ""
            assert message.startswith("Unrecognized request URL") is (key in missing), f"{key}: {message}"


def test_the_table() -> None:
    """Gaps are told without what every row repeats; resources that are not here at all are named only."""
    assert coverage.markdown(SMALL) == (
        f"2 of 6 operations of {contract.DEFAULT_VERSION}.\n\n"
        "| resource | here | not here |\n|---|---|---|\n"
        "| charges | 1 of 3 | `POST`, `POST {}/capture` |\n"
        "| checkout/sessions | 1 of 1 |  |\n\n"
        "Not here at all: tax/rates (2).\n\n"
        "Beyond the contract: `GET /v1/extra`."
    )


def test_the_list() -> None:
    """One operation a line."""
    assert coverage.text(SMALL).splitlines() == [
        "charges: 1 of 3", "  + GET /v1/charges", "  - POST /v1/charges", "  - POST /v1/charges/{}/capture",
        "checkout/sessions: 1 of 1", "  + GET /v1/checkout/sessions",
        "tax/rates: 0 of 2", "  - GET /v1/tax/rates", "  - GET /v1/tax/rates/{}",
        "  beyond the contract: GET /v1/extra", f"2 of 6 operations of {contract.DEFAULT_VERSION}",
    ]  # fmt: skip


def test_the_command() -> None:
    """`stripe-emulator coverage` prints the one, with --markdown the other; then what is otherwise than at Stripe."""
    measured = coverage.measure()
    texts = f"{coverage.text(measured)}\n\n{divergences.text()}"
    tables = f"{coverage.markdown(measured)}\n\n{divergences.markdown()}"
    for options, told in (((), texts), (("--markdown",), tables)):
        line = [sys.executable, "-m", "stripe_emulator", "coverage", *options]
        assert subprocess.run(line, capture_output=True, text=True, check=True).stdout == told + "\n"
