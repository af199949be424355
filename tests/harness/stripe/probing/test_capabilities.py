"""Each probe says nothing of the emulator, and what is wrong of a backend that does that one thing otherwise."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest

from harness.stack.base.stack import Stack
from harness.stripe import probing
from harness.stripe.probing import capabilities
from harness.stripe.probing.capabilities import stripe_js
from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation
from tests.harness.stripe.probing.wrong_backend import Change, Form, Response, WrongBackend

CREATE, METHODS, REFUND = "POST /v1/payment_intents", "POST /v1/payment_methods", "POST /v1/refunds"
LOG = "/_localstack/stripe/webhook_deliveries"
SECONDS = 20.0
NOT_FOUND: Response = (404, {"error": {"message": "Unrecognized request URL"}})
REFUSED: Response = (400, {"error": {"message": "Unexpected parameter", "type": "invalid_request_error"}})
_numbers = itertools.count()


def answers(changed: Response, *, to: str, where: Callable[[str, Form], bool] = lambda query, form: True) -> Change:
    """A change that answers this to one request ("GET /v1/events"; an asterisk at its end stands for the rest)."""

    def change(request: str, query: str, form: Form, answer: Response) -> Response:
        same = request.startswith(to[:-1]) if to.endswith("*") else request == to
        return changed if same and where(query, form) else answer

    return change


def renames(*, to: str) -> Change:
    """A change that gives every object a new id, as a backend without idempotency does."""

    def change(request: str, query: str, form: Form, answer: Response) -> Response:
        return (answer[0], {**answer[1], "id": f"pi_{next(_numbers)}"}) if request == to else answer

    return change


def drops(member: str, *, of: str = "*") -> Change:
    """A change that leaves a member out of the answers to a request."""

    def change(request: str, query: str, form: Form, answer: Response) -> Response:
        if of not in ("*", request) or not isinstance(answer[1], dict):
            return answer
        return answer[0], {name: value for name, value in answer[1].items() if name != member}

    return change


EMPTY: Response = (200, {"object": "list", "data": [], "has_more": False})
SUCCEEDED: Response = (200, {"id": "re_1", "amount": 5999, "status": "succeeded", "reason": None})
WRONG: dict[str, tuple[Change, str]] = {
    "amount_limits": (answers((200, {"id": "pi_1"}), to=CREATE), "accepts a PaymentIntent over 49 usd"),
    "browser_payments": (
        answers((401, {"error": {"message": "Unauthorized"}}), to="POST /v1/payment_intents/*"),
        "answers 401 (Unauthorized) to a confirmation with the publishable key",
    ),
    "card_checks": (answers((200, {"id": "pm_1"}), to=METHODS), "accepts a number that fails the Luhn check"),
    "challenge_answers": (
        answers((200, {"status": "succeeded"}), to="POST /v1/payment_intents/*"),
        "asks for no challenge with 4000000000003220",
    ),
    "charge_lists": (answers((500, {}), to="GET /v1/charges"), "answers 500 to GET /v1/charges?payment_intent="),
    "created_filter": (
        answers(REFUSED, to="GET /v1/payment_intents", where=lambda query, form: "created" in query),
        "answers 400 (Unexpected parameter) to GET /v1/payment_intents",
    ),
    "currencies": (
        answers(REFUSED, to=CREATE, where=lambda query, form: form.get("currency") == "kwd"),
        "answers 400 (Unexpected parameter) to a PaymentIntent",
    ),
    "events": (answers(EMPTY, to="GET /v1/events"), "tells no payment_intent.created of a payment"),
    "faults": (answers(NOT_FOUND, to="POST /_localstack/stripe/faults"), "answers 404 (Unrecognized"),
    "idempotency": (renames(to=CREATE), "made two objects for one Idempotency-Key"),
    "intent_lists": (answers(EMPTY, to="GET /v1/payment_intents"), "leaves new PaymentIntents out"),
    "introspection": (answers(NOT_FOUND, to="GET /_localstack/stripe/health"), "answers 404 (Unrecognized"),
    "later_refunds": (answers(SUCCEEDED, to=REFUND), "makes a refund of 4000000000007726 succeeded instead of pending"),
    "metadata": (drops("metadata"), "tells metadata {} of a PaymentIntent"),
    "partial_refunds": (answers(SUCCEEDED, to=REFUND), "gave back [5999, 5999] instead of 2000 and the rest of 5999"),
    "payment_methods": (answers((401, {}), to=METHODS), "answers 401 to a payment method made with the publishable"),
    "payments": (
        answers(REFUSED, to=CREATE, where=lambda query, form: any("automatic" in name for name in form)),
        "answers 400 (Unexpected parameter) to automatic_payment_methods",
    ),
    "redelivery": (answers(NOT_FOUND, to=f"POST {LOG}"), f"answers 404 (Unrecognized request URL) to POST {LOG}"),
    "refund_limits": (answers(SUCCEEDED, to=REFUND), "gave back 9999 of 5999"),
    "refund_lists": (answers(EMPTY, to="GET /v1/refunds"), "lists 0 refunds of a payment that has one"),
    "refunding": (
        answers(REFUSED, to=REFUND, where=lambda query, form: "reason" in form),
        "answers 400 (Unexpected parameter) to a refund with a reason",
    ),
    "saved_cards": (
        answers(
            (200, {"status": "requires_action"}),
            to=CREATE,
            where=lambda query, form: (
                form.get("off_session") == "true" and "visa" not in form.get("payment_method", "")
            ),
        ),
        "leaves an off-session payment requires_action",
    ),
    "second_attempts": (drops("last_payment_error"), "tells ('requires_payment_method', None) of a PaymentIntent"),
    "server_payments": (answers((500, {}), to="POST /v1/payment_intents/*"), "answers 500 to a confirmation with"),
    "single_payments": (
        answers((200, {"status": "succeeded"}), to="POST /v1/payment_intents/*"),
        "accepts paying a PaymentIntent twice",
    ),
    "stripe_js": (answers((403, {}), to="GET /js.stripe.com/endive/stripe.js"), "answers 403 to GET /js.stripe.com/"),
    "webhook_deliveries": (
        answers((200, {"object": "list", "data": []}), to=f"GET {LOG}"),
        "got no payment_intent.succeeded delivered",
    ),
}


def deviation(name: str, stack: Stack) -> str:
    """What one probe says; empty when the backend does as documented."""
    (capability,) = [one for one in capabilities.everything() if one.name == name]
    backend = Backend(stack, time.monotonic() + SECONDS)
    try:
        capability.ask(backend)
    except Deviation as differs:
        return f"{differs}"
    return ""


def test_every_capability_has_a_backend_that_lacks_it() -> None:
    assert set(WRONG) == set(capabilities.names())


@pytest.mark.parametrize("name", capabilities.names())
def test_the_emulator_is_as_documented(name: str, emulated: Stack) -> None:
    assert deviation(name, emulated) == ""


@pytest.mark.parametrize("name", WRONG)
def test_what_a_backend_does_instead_is_told(
    name: str, emulator: str, stack_at: Callable[[str], Stack], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"harness.stripe.probing.capabilities.{name}.SECONDS", 0.5, raising=False)
    change, instead = WRONG[name]
    with WrongBackend(emulator, change) as wrong:
        assert instead in deviation(name, stack_at(wrong.url))


def test_all_together_nothing_lacks_and_nothing_is_left_that_a_case_would_meet(emulated: Stack) -> None:
    from harness.stripe.view import StripeView

    assert probing.ask(emulated) == {}
    view = StripeView(emulated)
    made = view.recent("payment_intents")
    view.close()
    assert len(made) > 150
    assert {row["metadata"].get("user_id") for row in made} == {None}


def test_what_a_capability_builds_on_exists() -> None:
    for one in capabilities.everything():
        assert set(one.builds_on) <= set(capabilities.names()), one.name
        assert one.source


def test_another_page_at_its_address_is_no_stripe_js(emulator: str, stack_at: Callable[[str], Stack]) -> None:
    with WrongBackend(emulator, answers((200, "<h1>Hello</h1>"), to=f"GET {stripe_js.SCRIPT}")) as wrong:
        assert deviation("stripe_js", stack_at(wrong.url)).endswith("window.Stripe is not in it")
