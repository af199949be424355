"""Rules that Stripe states only in words: each is judged, and no text that promises one is forgotten (fact 140)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stripe_emulator
from scripts.compile_text_rules import TABLE, served_texts, table_of, whole_table
from scripts.contract.sdk import Pin, Unavailable, pins
from scripts.contract.text_table import BY_HAND, all_rules, needless, unread
from scripts.contract.texts import ParameterText
from stripe_emulator.contract import for_version, text_rules, versions
from stripe_emulator.wire import forms
from stripe_emulator.wire.errors import StripeError
from tests.stripe_emulator.client import Account, error_of, ok
from tests.stripe_emulator.contract.conftest import Judge
from tests.stripe_emulator.contract.test_tables import REQUIRED

PACKAGE = Path(stripe_emulator.__file__).parent
# For each kind of rule a value that breaks it; `beside` is what stands beside it.
BREAKING: dict[str, Any] = {
    "length<=": lambda argument: "x" * (int(argument) + 1),
    "length>=": lambda argument: "x" * (int(argument) - 1),
    "items<=": lambda argument: ["x"] * (int(argument) + 1),
    "value>=": lambda argument: int(argument) - 1,
    "value<=": lambda argument: int(argument) + 1,
    "places<=": lambda argument: f"0.{'1' * (int(argument) + 1)}",
    "currency": lambda _: "xxx",
    "country": lambda _: "JA",
    "keys=": lambda _: {"xxx": {}},
    "format=": lambda _: "?",
    "contains=": lambda _: ["balances"],
    "not=": lambda argument: argument,
    "one_of=": lambda _: "1",
    "alone_with=": lambda _: "1",
    "ui_mode!=": lambda _: "1",
}


def texts_of(pin: Pin) -> tuple[ParameterText, ...]:
    """The texts of an SDK; skips where no package index has it, unless REQUIRE_CONTRACT_SDKS=1 insists."""
    try:
        return served_texts(pin)
    except Unavailable as error:
        if os.environ.get(REQUIRED) == "1":
            raise
        pytest.skip(f"not compared ({REQUIRED}=1 would fail here): {error}")


def test_the_compiler_makes_the_committed_table() -> None:
    """Byte for byte."""
    for pin in pins():
        texts_of(pin)
    assert TABLE.read_text("utf-8") == whole_table(), "python -m scripts.compile_text_rules would change it"


@pytest.mark.parametrize("pin", pins(), ids=lambda pin: pin.version)
def test_every_promise_of_a_text_has_a_rule_or_a_reason(pin: Pin) -> None:
    """A text with words such as "at most" that nobody has read: add a pattern, or a row to by_hand.json."""
    assert unread(texts_of(pin)) == []


def test_every_row_by_hand_is_of_use() -> None:
    """It names a text of the SDK, and a file that is there."""
    assert needless([text for pin in pins() for text in texts_of(pin)]) == []
    assert [row["where"] for row in BY_HAND["judged"] if not (PACKAGE / row["where"]).is_file()] == []
    assert all(row["why"] for row in BY_HAND["reasons"])
    assert all(row["source"] for row in BY_HAND["rules"])


@pytest.mark.parametrize("version", versions())
def test_every_rule_is_judged(version: str) -> None:
    """Each row of a version, in each of its operations: a value that breaks it is refused by its path."""
    missed = []
    rows = [(operation, *row) for operation, found in text_rules.rules(version).items() for row in found]
    for operation, path, rule in rows:
        refused, at = _refused(version, operation, path, rule)
        if at not in refused:
            missed.append((operation, path, rule, at, refused))
    assert missed == []
    assert len(rows) > 600


@pytest.mark.parametrize("pin", pins(), ids=lambda pin: pin.version)
def test_a_version_has_the_rules_of_its_own_sdk_alone(pin: Pin) -> None:
    """Of the parameters that it has: nothing more, and nothing less."""
    texts = texts_of(pin)
    there = {(text.operation, text.path) for text in texts}
    stated = {(text.operation, text.path, rule) for text in texts for rule in all_rules(text)}
    found = text_rules.rules(table_of(pin))
    assert {(at, *row) for at, rows in found.items() for row in rows if (at, row[0]) in there} == stated


@pytest.mark.parametrize(
    ("request_line", "body", "param", "allowed", "refused"),
    [
        ("POST /v1/customers", "invoice_prefix=A", "invoice_prefix", "2026-10-28.endive", "2026-08-26.dahlia"),
        ("POST /v1/payment_links", "line_items[0][price]=price_1&line_items[0][quantity]=1"
         "&line_items[0][adjustable_quantity][enabled]=true&line_items[0][adjustable_quantity][maximum]=1000",
         "line_items[0][adjustable_quantity][maximum]", "2025-08-27.basil", "2025-02-24.acacia"),
        ("POST /v1/invoices/in_1/lines/il_1", "&".join(
            f"tax_amounts[{n}][amount]=1&tax_amounts[{n}][taxable_amount]=9&tax_amounts[{n}][tax_rate_data][{name}]={value}"
            for n in range(11) for name, value in (("display_name", "V"), ("inclusive", "false"), ("percentage", "1"))),
         "tax_amounts", "2026-08-26.dahlia", "2026-02-25.clover"),
        ("POST /v1/checkout/sessions", "mode=payment&ui_mode=custom&return_url=https://e.example&submit_type=pay",
         "submit_type", "2025-08-27.basil", "2026-02-25.clover"),
        ("POST /v1/subscription_schedules",
         "phases[0][items][0][price]=price_1&phases[0][iterations]=1&phases[0][end_date]=9",
         "phases[0][end_date]", None, "2025-08-27.basil"),
        ("GET /v1/invoices/upcoming", "subscription_trial_from_plan=true&subscription_trial_end=99",
         "subscription_trial_end", None, "2025-02-24.acacia"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_limits_of_two_versions(request_line: str, body: str, param: str, allowed: str | None, refused: str) -> None:
    """As each version's SDK says; the same request is taken in one and refused in the other."""
    assert param not in _problems(request_line, body, allowed) if allowed else True
    assert param in _problems(request_line, body, refused)


def _problems(request_line: str, body: str, version: str) -> list[str]:
    method, _, path = request_line.partition(" ")
    contract = for_version(version)
    operation = contract.find(method, path)
    assert operation is not None
    return [finding.param for finding in contract.judge_all(operation, forms.decode(body))]


def _refused(version: str, operation: str, path: str, rule: str) -> tuple[list[str | None], str]:
    method, _, template = operation.partition(" ")
    params, at = _breaking(path, rule)
    found: list[StripeError] = []
    text_rules.judge(version, method, template, params, found.append)
    return [error.param for error in found], at


@pytest.mark.parametrize(
    ("request_line", "body", "param", "message"),
    [
        ("POST /v1/customers", f"email={'x' * 513}", "email", "Invalid string: email must be at most 512 characters"),
        ("POST /v1/customers", f"name={'x' * 257}", "name", "Invalid string: name must be at most 256 characters"),
        ("POST /v1/products", "name=x" + "".join(f"&images[{n}]=https://e.example" for n in range(9)), "images",
         "Array images exceeded maximum 8 allowed elements."),
        ("POST /v1/payment_methods", "type=card&card[token]=tok_visa&billing_details[address][country]=JA",
         "billing_details[address][country]",
         "Country 'JA' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or "
         "'GB'. A full list of country codes is available at "
         "https://en.wikipedia.org/wiki/ISO_3166-1_alpha-2#Officially_assigned_code_elements"),
        ("POST /v1/coupons", "currency=usd&amount_off=0", "amount_off",
         "This value must be greater than or equal to 1."),
        ("POST /v1/customers", "invoice_prefix=ab", "invoice_prefix", "Invalid invoice_prefix: ab"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_messages(judge: Judge, request_line: str, body: str, param: str, message: str) -> None:
    """Named by its path, in Stripe's words where they are known."""
    error = judge(request_line, body)
    assert (error["status"], error["param"], error["message"]) == (400, param, message)


def test_a_customer_s_address_is_free(account: Account) -> None:
    """As Stripe takes it (stripe/stripe-node#1680)."""
    made = ok(account.post("/v1/customers", {"address": {"country": "US - United States"}}))
    assert made["address"]["country"] == "US - United States"


def test_parameters_that_exclude_each_other(account: Account) -> None:
    """`ids` of a list and its cursors."""
    error = error_of(account.get("/v1/products", {"ids": ["prod_1"], "starting_after": "prod_2"}), 400)
    assert error["message"] == "You may only specify one of these parameters: ids, starting_after."


def _breaking(path: str, rule: str) -> tuple[dict[str, Any], str]:
    """Typed parameters that break a rule at a path, and the path as a message names it."""
    parsed = re.match(r"(\w+?(?:<=|>=|!=|=)|\w+)(.*)", rule)
    assert parsed is not None
    kind, argument = parsed.groups()
    value = BREAKING[kind](argument)
    parts = [*_parts(path)]
    names = argument.split(",")
    beside = dict.fromkeys(names, "1") if kind == "one_of=" else {"another": "1"} if kind == "alone_with=" else {}
    last = names[0] if kind == "one_of=" else parts[-1]
    at = last
    params: dict[str, Any] = {parts[-1]: value, **beside}
    for part in reversed(parts[:-1]):
        params = {part: params}
    params, at = _listed(params, path, last)
    if kind == "ui_mode!=":
        params["ui_mode"] = argument
    if kind == "keys=":
        at = f"{at}[xxx]"
    return params, "another" if kind == "alone_with=" else at


def _parts(path: str) -> Iterator[str]:
    yield from (part.removesuffix("[]").removesuffix("{}") for part in path.split("."))


def _listed(params: dict[str, Any], path: str, last: str) -> tuple[dict[str, Any], str]:
    """The hashes of a path made lists and maps where it says so; the path of its end as messages name it."""
    steps = path.split(".")
    at, here = "", params
    for step in steps[:-1]:
        name = step.removesuffix("[]").removesuffix("{}")
        at = f"{at}[{name}]" if at else name
        inner = here[name]
        if step.endswith("[]"):
            here[name], at = [inner], f"{at}[0]"
        elif step.endswith("{}"):
            here[name], at = {"usd": inner}, f"{at}[usd]"
        here = inner
    return params, f"{at}[{last}]" if at else last
