"""A failing history as lanes: who asked whom, the step that went wrong, what each side holds at the end, no secret."""

from __future__ import annotations

import pytest

from harness.core.exchange import Exchange
from harness.report.lanes.rows import CHECKOUT, FAULTS, GOOD, LOST, STRIPE, WEBHOOKS, WRONG, Lanes, Row
from harness.run.lanes.case import MOST_ROWS, lanes
from harness.run.lanes.wrong import LOOKED_AT, MADE, MET, SHOWN
from tests.harness.run.lanes.histories import ADA, BOB, Case, finding, intent, order
from tests.harness.run.lanes.histories import CHECKOUT as AT_CHECKOUT


def drawn(case: Case, code: str = "unexpected_value", *however: str, **how: object) -> Lanes:
    """The lanes of a case in which this was found."""
    found = lanes(case.history, finding(code, "Something is wrong", *however), **how)  # type: ignore[arg-type]
    assert found is not None
    return found


def wrong(found: Lanes) -> Row:
    """The one row that is marked."""
    (row,) = (row for row in found.rows if row.wrong)
    return row


def test_each_exchange_is_an_arrow_with_what_matters() -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    case.asks("stripe.js", "confirm_payment", {"id": "pi_1", "status": "succeeded"}, payment_intent_id="pi_1")
    case.asks("stripe", "webhook", status=503, event_type="payment_intent.succeeded", event_id="evt_1")
    case.unanswered(ADA, "settle", payment_intent_id="pi_1")
    begins, confirms, told, back, *_ = drawn(case).rows
    assert (begins.source, begins.target, begins.status, begins.tone) == ("Ada", CHECKOUT, "200", GOOD)
    assert begins.matters == "59.99 USD, payment\xa0A"
    assert (confirms.source, confirms.target, confirms.matters) == ("Ada", STRIPE, "succeeded")
    assert "payment\xa0A" in confirms.text
    assert (told.source, told.target, told.status, told.tone) == (WEBHOOKS, CHECKOUT, "503", LOST)
    assert (back.status, back.tone) == ("no answer", LOST)


def test_the_answer_that_a_failure_shows_is_marked() -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    case.asks(ADA, "refund", {"code": "nothing_to_refund"}, status=409)
    case.asks(ADA, "orders", method="GET")
    shown = Exchange("POST", f"{AT_CHECKOUT}/refund", {}, "", 409, {}, "", 1.0)
    found = drawn(case, "refused", judged=False, exchange=shown)
    assert (wrong(found).wrong, wrong(found).status) == (SHOWN, "409 nothing_to_refund")


@pytest.mark.parametrize(
    ("code", "words"),
    [("order_without_money", "comes back"), ("money_without_order", "comes back"), ("oversold", "comes back")],
)
def test_what_the_judges_find_at_the_end_is_marked_where_it_was_made(code: str, words: str) -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    case.comes_back(ADA, "pi_1", "order-1")
    case.ends(intents=[intent("pi_1", 0)], orders=[order("order-1", "pi_1")])
    found = drawn(case, code)
    assert words in wrong(found).text
    assert wrong(found).wrong == MADE


@pytest.mark.parametrize(("judged", "label"), [(True, LOOKED_AT), (False, MET)])
def test_where_no_step_can_be_named_none_is(judged: bool, label: str) -> None:
    """A guess would send people to the wrong place: it is told at its time, and of no exchange."""
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    found = drawn(case, "unexpected_value", "it is 3998", judged=judged)
    assert (found.rows[-1].wrong, found.rows[-1].source) == (label, "")
    assert found.rows[-1].text == "Something is wrong: it is 3998"
    assert wrong(found) == found.rows[-1]


def test_both_sides_at_the_end_and_what_of_it_cannot_be() -> None:
    case = Case(ADA)
    case.fact("product", product_id="prod_1", title="Tea 0123456789ab-1", price=5999, currency="usd", stock=1)
    case.begins(ADA, "pi_1")
    case.begins(ADA, "pi_2")
    stock = {"product_id": "prod_1", "title": "Tea", "initial": 1, "now": -1}
    orders = [order("order-1", "pi_1"), order("order-2", "pi_2")]
    case.ends(intents=[intent("pi_1", 0), intent("pi_2", 5999, (5000, 5000), 2)], orders=orders, stock=[stock])
    end = drawn(case).end
    assert end[CHECKOUT] == (
        f"{WRONG}order\xa01 of Ada: 59.99 USD, paid (payment\xa0A)",
        "order\xa02 of Ada: 59.99 USD, paid (payment\xa0B)",
        f"{WRONG}Tea: -1 of 1 left",
    )
    assert end[STRIPE] == (
        "payment\xa0A: nothing taken, requires payment method",
        f"{WRONG}payment\xa0B: 59.99 USD taken in 2 charges, succeeded",
        *[f"{WRONG}50.00 USD given back, succeeded"] * 2,
    )


def test_money_and_no_order() -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    case.ends(intents=[intent("pi_1", 5999)])
    assert drawn(case).end[CHECKOUT] == (f"{WRONG}no order",)


def test_people_have_a_lane_each_and_a_crowd_has_one() -> None:
    two = Case(ADA, BOB)
    two.begins(ADA, "pi_1")
    two.begins(BOB, "pi_2")
    assert drawn(two).people == ("Ada", "Bob")
    crowd = Case()
    for number in range(5):
        crowd.fact("shopper", user_id=f"usr_{number}", email=f"c{number}@shop.example", name="Cleo")
    crowd.asks("Cleo c3@shop.example", "begin")
    found = drawn(crowd)
    assert found.people == ("5 shoppers",)
    assert found.rows[0].source == "5 shoppers"


def test_what_is_asked_at_the_same_time_is_told_so() -> None:
    case = Case(ADA, BOB)
    first = case.history.record("invoke", ADA, "begin", system="checkout", method="POST", url="http://h/a", curl="")
    second = case.history.record("invoke", BOB, "begin", system="checkout", method="POST", url="http://h/a", curl="")
    for invoke in (first, second):
        case.history.record("ok", invoke.actor, "begin", status=200, response={}, invoke=invoke.seq)
    case.asks(ADA, "refund")
    assert [row.at_once for row in drawn(case).rows[:3]] == [False, True, False]


def test_looks_and_preparations_are_counted_and_left_out() -> None:
    case = Case(ADA)
    case.asks("admin", "put_on_sale")
    case.asks(ADA, "sign_up")
    case.begins(ADA, "pi_1")
    case.asks(ADA, "orders", method="GET")
    case.asks(ADA, "order", method="GET", status=500)
    left_out, begins, looks, broken, _ = drawn(case).rows
    assert [left_out.left_out, looks.left_out] == [1, 1], "the shopkeeper has no lane for goods alone"
    assert ("begins" in begins.text, broken.status) == (True, "500")


def test_of_a_long_case_the_part_around_the_failure_is_shown() -> None:
    case = Case(ADA)
    for number in range(40):
        case.begins(ADA, f"pi_{number}")
    shown = Exchange("POST", f"{AT_CHECKOUT}/refund", {}, "", 500, {}, "", 1.0)
    case.asks(ADA, "refund", status=500)
    for number in range(40, 80):
        case.begins(ADA, f"pi_{number}")
    found = drawn(case, "refused", judged=False, exchange=shown)
    steps = [row for row in found.rows if not row.left_out]
    assert len(steps) == MOST_ROWS
    assert wrong(found) in steps
    assert sum(row.left_out for row in found.rows) == 81 - MOST_ROWS
    assert [row.text for row in found.rows if row.left_out] == ["earlier", "later"]


def test_a_fault_is_told_where_it_is_planned_and_healed() -> None:
    case = Case(ADA)
    rule = {"kind": "reset_after", "method": "POST", "path": "/v1/refunds", "times": 2}
    case.fact("fault", fault_id="f1", rule=rule)
    case.begins(ADA, "pi_1")
    case.fact("healed", fault_id="f1")
    planned, _, healed, *_ = drawn(case).rows
    assert (planned.source, planned.target, healed.source) == (FAULTS, FAULTS, FAULTS)
    assert planned.text == "From here on, at POST /v1/refunds, 2 times: the work is done, its answer is lost"
    assert healed.text == "From here on Stripe is whole again"


def test_a_call_that_a_story_cuts_is_told_with_where_it_was_cut() -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    at = case.history.began_at
    calls = [
        ("stripe", "POST /v1/refunds", 3, "after", 200),
        ("aws", "DynamoDB PutItem", 4, "before", None),
        ("aws", "DynamoDB GetItem", 5, "", 200),
    ]
    for wire, what, number, cut, status in calls:
        case.fact("called", "checkout", wire=wire, what=what, number=number, at=at + number, cut=cut, status=status)
    found = drawn(case)
    to_stripe, to_store = (row for row in found.rows if row.fault)
    assert (to_stripe.source, to_stripe.target, to_stripe.status) == (CHECKOUT, STRIPE, "no answer")
    assert to_stripe.fault == "call 3: the work is done, its answer is lost"
    assert (to_store.source, to_store.target) == (CHECKOUT, CHECKOUT)
    assert "DynamoDB PutItem" in to_store.text
    assert not any("GetItem" in row.text for row in found.rows), "what went well is a look"


@pytest.mark.parametrize(
    ("trouble", "told"),
    [("dies", "the process dies here"), ("stops", "the process stands still here"), ("slow", "held here")],
)
def test_what_else_a_story_does_to_a_call_is_told(trouble: str, told: str) -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    call = {"wire": "stripe", "what": "POST /v1/refunds", "number": 3, "at": case.history.began_at + 1}
    case.fact("called", "checkout", **call, cut="", status=200, trouble=trouble)
    assert [row.fault for row in drawn(case).rows if row.fault] == [f"call 3: {told}"]


def test_nothing_secret_is_in_it() -> None:
    case = Case(ADA)
    case.asks(ADA, "begin", {"code": "pi_1_secret_abcDEF"}, status=402)
    case.fact("does", ADA, what="types sk_test_12345678 and 4242 4242 4242 4242")
    case.history.record("fact", "test", "does", what="nothing")
    text = str(drawn(case, "refused", "it is whsec_1234567890").as_dict())
    assert not any(secret in text for secret in ("secret_abcDEF", "sk_test_12345678", "4242 4242", "whsec_1234567890"))


def test_a_history_in_which_nothing_happened_has_no_lanes() -> None:
    assert lanes(Case(ADA).history, finding("unexpected_value")) is None


def test_lanes_come_back_from_json_as_they_were() -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    case.ends(intents=[intent("pi_1", 0)])
    found = drawn(case, "order_without_money")
    assert Lanes.from_dict(found.as_dict()) == found
