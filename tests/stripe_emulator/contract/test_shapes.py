"""Blank objects, and answers held against the contract (facts 46, 64, 65, 87, 124)."""

from __future__ import annotations

import pytest

from stripe_emulator.contract import CURRENT, for_version, versions
from stripe_emulator.contract.absent import ABSENT, BY_TYPE
from tests.stripe_emulator.contract.answers import OBJECTS, filled

INTENT = """id object amount amount_capturable amount_details amount_received application application_fee_amount
automatic_payment_methods canceled_at cancellation_reason capture_method client_secret confirmation_method created
currency customer customer_account description excluded_payment_method_types last_payment_error latest_charge livemode
metadata next_action on_behalf_of payment_details payment_method payment_method_configuration_details
payment_method_options payment_method_types processing receipt_email review setup_future_usage shipping source
statement_descriptor statement_descriptor_suffix status transfer_data transfer_group"""
CHARGE = """id object amount amount_captured amount_refunded application application_fee application_fee_amount
balance_transaction billing_details calculated_statement_descriptor captured created currency customer description
destination dispute disputed failure_balance_transaction failure_code failure_message fraud_details livemode metadata
on_behalf_of order outcome paid payment_intent payment_method payment_method_details radar_options receipt_email
receipt_number receipt_url refunded review shipping source source_transfer statement_descriptor
statement_descriptor_suffix status transfer_data transfer_group"""
REFUND = """id object amount balance_transaction charge created currency destination_details metadata payment_intent
reason receipt_number source_transfer_reversal status transfer_reversal"""
TRANSACTION = """id object amount available_on balance_type created currency description exchange_rate fee fee_details
net reporting_category source status type"""


@pytest.mark.parametrize(
    ("name", "recorded"),
    [("payment_intent", INTENT), ("charge", CHARGE), ("refund", REFUND), ("balance_transaction", TRANSACTION)],
)
def test_blank_objects_have_the_recorded_fields(name: str, recorded: str) -> None:
    """Facts 64, 65 (but for `refunds`, which was expanded), 87 and 127: these fields, no others."""
    assert set(CURRENT.blank(name)) == set(recorded.split())


def test_neutral_values() -> None:
    """null; `metadata` {}, `livemode` false, lists [] where they are never null; id and object first."""
    intent = CURRENT.blank("payment_intent")
    assert list(intent)[:3] == ["id", "object", "amount"]
    assert intent["object"] == "payment_intent"
    assert intent["metadata"] == {}
    assert intent["livemode"] is False
    assert intent["payment_method_types"] == []
    assert intent["excluded_payment_method_types"] is None
    assert {name for name, value in intent.items() if value is not None} == {
        "object", "metadata", "livemode", "payment_method_types",
    }  # fmt: skip


def test_blank_objects_are_fresh() -> None:
    """Changing one leaves the next alone."""
    first = CURRENT.blank("customer")
    first["metadata"]["a"] = "b"
    first["email"] = "x"
    assert CURRENT.blank("customer")["metadata"] == {}
    assert CURRENT.blank("customer")["email"] is None


def test_parts() -> None:
    """A hash within an object, within a part, within an object whose name has a dot."""
    assert CURRENT.part("subscription.payment_settings") == {
        "payment_method_options": None, "payment_method_types": None, "save_default_payment_method": None,
    }  # fmt: skip
    assert set(CURRENT.part("checkout.session.total_details")) >= {"amount_discount", "amount_shipping", "amount_tax"}
    assert "brand" in CURRENT.part("charge.payment_method_details.card")
    assert CURRENT.part("charge.payment_method_details") == {"type": None}
    assert CURRENT.part("event.request") == {"id": None, "idempotency_key": None}


@pytest.mark.parametrize(
    "path", ["nope", "charge.nope", "charge.amount", "payment_intent.customer", "charge.", ".", "-"]
)
def test_what_is_no_object_is_told(path: str) -> None:
    """A KeyError that names the path."""
    with pytest.raises(KeyError, match="the contract has no object"):
        CURRENT.part(path)


def test_what_is_left_out_exists() -> None:
    """Every row of `absent.py` names fields that the contract has; none twice."""
    told: set[tuple[str, str]] = set()
    for row in ABSENT:
        fields = CURRENT.shape(row.of).fields
        for name in row.fields.split():
            assert name in fields, f"{row.of} has no {name}"
            assert (row.of, name) not in told, f"{row.of}.{name} stands there twice"
            told.add((row.of, name))
    for path in BY_TYPE:
        assert CURRENT.shape(path).fields, path


@pytest.mark.parametrize("name", OBJECTS)
def test_a_good_object(name: str) -> None:
    """Every object with every field of its type."""
    assert CURRENT.check(filled(name)) == []


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_with_one_thing_wrong(name: str) -> None:
    """Each field in turn: missing, or of a type that nothing has; and one field too many."""
    good = filled(name)
    for field in CURRENT.blank(name):
        if field == "object":
            continue
        lacking = {key: value for key, value in good.items() if key != field}
        assert CURRENT.check(lacking) == [f"{name}.{field}: missing"]
        assert CURRENT.check(lacking, partial=True) == []
        found = CURRENT.check({**good, field: object()})
        assert found, f"{name}.{field} may be anything"
        assert found[0].startswith(f"{name}.{field}: ")
    assert CURRENT.check({**good, "foo": 1}) == [f"{name}.foo: unknown, {name} has no such field"]


REFUSED = [
    ({"amount": "1"}, "refund.amount: expected an integer, got '1'"),
    ({"amount": True}, "refund.amount: expected an integer, got True"),
    ({"amount": None}, "refund.amount: null, and it is never null"),
    ({"reason": "bored"},
     "refund.reason: 'bored' is none of duplicate, expired_uncaptured_charge, fraudulent, requested_"),
    ({"charge": 5}, "refund.charge: expected a hash, got 5"),
    ({"metadata": {"a": 1}}, "refund.metadata: expected a hash of strings, got {'a': 1}"),
    ({"destination_details": {}}, "refund.destination_details.type: missing"),
    ({"destination_details": {"type": "card", "card": {"type": "x"}}},
     "refund.destination_details.card.type: 'x' is none of pending, refund, reversal"),
    ({"charge": {"object": "charge"}}, "refund.charge.amount: missing"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "problem"), REFUSED, ids=lambda value: str(value)[:40])
def test_problems_are_named(change: dict[str, object], problem: str) -> None:
    """The path, what was expected, what came."""
    assert problem in CURRENT.check({**filled("refund"), **change})


def test_references_may_be_expanded() -> None:
    """An id, the object, or the stub of a deleted one; lists of them too."""
    stub = {"id": "cus_1", "object": "customer", "deleted": True}
    intent = filled("payment_intent")
    for customer in (None, "cus_1", filled("customer"), stub):
        assert CURRENT.check({**intent, "customer": customer}) == []
    assert CURRENT.check({**intent, "customer": {**stub, "email": 5}}) == [
        "payment_intent.customer.email: expected a string, got 5"
    ]
    assert CURRENT.check({**intent, "customer": {"object": "customer", "deleted": True}}) == [
        "payment_intent.customer.id: missing"
    ]


def test_lists() -> None:
    """A list object, its envelope and every member."""
    page = {"object": "list", "url": "/v1/refunds", "has_more": False, "data": [filled("refund")]}
    assert CURRENT.check(page) == []
    assert CURRENT.check({**page, "object": "search_result"}) == []
    assert CURRENT.check({**page, "data": [{**filled("refund"), "id": 5}]}) == [
        "list.data[0].id: expected a string, got 5"
    ]
    assert CURRENT.check({**page, "has_more": None}) == ["list.has_more: expected a boolean, got None"]
    assert CURRENT.check({"object": "list"}) == [
        "list.url: expected a string, got None",
        "list.has_more: expected a boolean, got None",
        "list.data: expected a list, got None",
    ]
    assert CURRENT.check({**filled("subscription"), "items": page}) != []


def test_the_object_of_an_event_is_checked_too() -> None:
    """`event.data.object` has no type of its own: its `object` says what it is."""
    event = filled("event")
    assert CURRENT.check({**event, "data": {"object": filled("refund")}}) == []
    assert CURRENT.check({**event, "data": {"object": {**filled("refund"), "amount": "1"}}}) == [
        "event.data.object.amount: expected an integer, got '1'"
    ]


@pytest.mark.parametrize("value", [None, 5, [], {}, {"object": "nope"}, {"object": 5}, {"object": "charge.Outcome"}])
def test_what_is_no_answer(value: object) -> None:
    """Not an object of the API at all."""
    assert len(CURRENT.check(value)) == 1


@pytest.mark.parametrize("version", versions())
def test_every_version_has_the_objects_of_payments(version: str) -> None:
    """Blank ones can be made of what its operations answer."""
    contract = for_version(version)
    for name in ("payment_intent", "charge", "refund", "customer", "checkout.session", "subscription", "invoice"):
        assert contract.blank(name)["object"] == name
