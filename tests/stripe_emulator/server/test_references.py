"""Objects that parameters name: a missing, deleted, foreign or mismatched one is refused (facts 20, 142)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from stripe_emulator.contract import CURRENT
from stripe_emulator.contract.nodes import ListOf, MapOf, Node, Shape, Text, Union
from stripe_emulator.resource_kit import references
from stripe_emulator.resources import endpoints
from stripe_emulator.state.account import Account as State
from stripe_emulator.wire.errors import StripeError
from tests.stripe_emulator.client import JSON, Account, error_of, ok

DEEPEST = 8
# Names of parameters that are names of objects too, and why `resource_kit/references.py` does not resolve them.
OTHERWISE = {
    "card": "payments/legacy_sources.py: a token, or a card's details",
    "default_mandate": "mandates of an invoice are those of its payment method here",
    "default_payment_method": "resource_kit/references.py: must be the customer's",
    "default_return_url": "no object",
    "default_source": "resource_kit/references.py: must be the customer's",
    "default_value": "no object",
    "destination": "an account within `transfer_data`, a bank account of a payout, an account of a direct charge",
    "discount": "billing/shared/discounts.py: also one that has ended and is still on the object",
    "from_postal_code": "no object",
    "invoiceitem": "billing/preview/preview.py",
    "mandate": "mandates of an invoice are those of its payment method here",
    "meter": "catalog/price_terms.py",
    "payment_method": "payments/method_objects.py: also documented names and legacy sources",
    "payment_record": "billing/credit_notes/post_payment.py",
    "prices": "portal: resources/billing/billing_portal_configurations.py",
    "products": "resources/products/coupons.py and the portal's configurations",
    "session": "no object: Radar's",
    "source": "payments/legacy_sources.py: tokens, cards, bank accounts, sources",
    "tax_code": "catalog/tax_code_table.py",
    "tax_id": "no object: a number",
    "tax_rate": "billing/credit_notes: not judged, automatic tax computes nothing here",
    "token": "cards/card_input.py",
    "calculation": "Stripe Tax is not here",
    "feedback_option": "feedback options are not here",
    "feedback_options": "feedback options are not here",
    "file": "files are not here",
    "files": "files are not here",
    "verification_session": "Identity is not here",
    "address": "no object",
    "event": "no object",
}


def named_parameters() -> Iterator[tuple[str, str, str]]:
    """Operation, path and last name of every parameter of a POST that holds a string."""
    served = {f"{endpoint.method} {endpoint.template}" for endpoint in endpoints()}
    for operation in CURRENT.operations:
        if operation.method == "POST" and operation.key in served:
            for path in _strings(operation.params, "", 0):
                yield operation.key, path, re.sub(r"[\[\]{}]", "", path.rpartition(".")[2])


def test_every_parameter_that_names_an_object_is_judged() -> None:
    """A deleted or missing one is refused by its path, in every operation that takes one."""
    state, missed = State("references", None), []
    for operation, path, name in named_parameters():
        kind = references.KINDS.get(name) or ("account" if path.endswith("transfer_data.destination") else None)
        if kind is None:
            continue
        params, at = _nested(path, "gone_1")
        try:
            references.check(state, params)
        except StripeError as error:
            if (error.code, error.param, error.status) == ("resource_missing", at, 400):
                continue
        missed.append((operation, path))
    assert missed == []


def test_every_name_of_an_object_is_known() -> None:
    """A new parameter called like an object is resolved here, or says where it is."""
    objects = {name.rpartition(".")[2] for name in CURRENT.object_names}
    names = {name for _, _, name in named_parameters()}
    like = {name for name in names if name in objects or name.removesuffix("s") in objects or _default(name)}
    assert like - references.KINDS.keys() - OTHERWISE.keys() == set()


@pytest.mark.parametrize(
    ("path", "params", "param", "message"),
    [
        ("/v1/payment_intents", {"amount": 500, "currency": "usd", "customer": "cus_gone"}, "customer",
         "No such customer: 'cus_gone'"),
        ("/v1/subscriptions", {"customer": "cus_gone", "items": [{"price": "price_gone"}]}, "customer",
         "No such customer: 'cus_gone'"),
        ("/v1/invoiceitems", {"customer": "cus_gone", "amount": 1, "currency": "usd"}, "customer",
         "No such customer: 'cus_gone'"),
        ("/v1/setup_intents", {"on_behalf_of": "acct_gone"}, "on_behalf_of", "No such account: 'acct_gone'"),
        ("/v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": "GONE"}}, "promotion[coupon]",
         "No such coupon: 'GONE'"),
        ("/v1/checkout/sessions", {"mode": "payment", "success_url": "https://e.example",
                                   "discounts": [{"promotion_code": "promo_gone"}]},
         "discounts[0][promotion_code]", "No such promotion code: 'promo_gone'"),
    ],
)  # fmt: skip
def test_missing_objects(account: Account, path: str, params: JSON, param: str, message: str) -> None:
    """400 `resource_missing`, by the path of the parameter."""
    error = error_of(account.post(path, params), 400)
    assert (error["code"], error["param"], error["message"]) == ("resource_missing", param, message)


def test_a_deleted_customer_is_missing(account: Account) -> None:
    """Also where only its id would be written down."""
    customer = ok(account.post("/v1/customers"))["id"]
    ok(account.delete(f"/v1/customers/{customer}"))
    for path, params in (
        ("/v1/payment_intents", {"amount": 500, "currency": "usd"}),
        ("/v1/setup_intents", {}),
        ("/v1/invoices", {}),
        ("/v1/quotes", {}),
        ("/v1/checkout/sessions", {"mode": "setup", "currency": "usd", "success_url": "https://e.example"}),
    ):
        error = error_of(account.post(path, {**params, "customer": customer}), 400)
        assert (error["code"], error["param"]) == ("resource_missing", "customer")


@pytest.mark.parametrize(
    ("path", "params", "param"),
    [
        ("/v1/payment_intents", {"amount": 500, "currency": "usd", "application_fee_amount": 10},
         "application_fee_amount"),
        ("/v1/charges", {"amount": 500, "currency": "usd", "source": "tok_visa", "application_fee_amount": 10},
         "application_fee_amount"),
        ("/v1/invoices", {"application_fee_amount": 10}, "application_fee_amount"),
        ("/v1/subscriptions", {"application_fee_percent": 10, "customer": "cus_1", "items": [{"price": "p"}]},
         "application_fee_percent"),
        ("/v1/checkout/sessions", {"mode": "payment", "success_url": "https://e.example",
                                   "payment_intent_data": {"application_fee_amount": 10}},
         "payment_intent_data[application_fee_amount]"),
    ],
)  # fmt: skip
def test_a_fee_needs_a_connected_account(account: Account, path: str, params: JSON, param: str) -> None:
    """Wherever one is taken: nobody would pay it (stripe/stripe-dotnet#1795)."""
    error = error_of(account.post(path, params), 400)
    assert error["param"] == param
    assert "transfer_data[destination]" in error["message"]


def _default(name: str) -> bool:
    return name.startswith(("default_", "from_"))


def _strings(node: Node, path: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(node, Union):
        for member in node.members:
            yield from _strings(member, path, depth)
    elif isinstance(node, ListOf | MapOf):
        sign = "[]" if isinstance(node, ListOf) else "{}"
        yield from _strings(node.member.node, f"{path}{sign}", depth + 1)
    elif isinstance(node, Shape):
        for name, field in node.fields.items():
            yield from _strings(field.slot.node, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(node, Text):
        yield path


def _nested(path: str, id: str) -> tuple[JSON, str]:
    """Typed parameters with an id at a path, and the path as messages name it."""
    at, value = "", id
    inner: Any = value
    for step in reversed(path.split(".")):
        name = step.removesuffix("[]").removesuffix("{}")
        member = [inner] if step.endswith("[]") else {"usd": inner} if step.endswith("{}") else inner
        inner = {name: member}
        index = "[0]" if step.endswith("[]") else "[usd]" if step.endswith("{}") else ""
        at = f"[{name}]{index}{at}"
    first, rest = at[1:].split("]", 1)
    return inner, f"{first}{rest}"
