"""A card that a backend judges otherwise than Stripe is told by its number; the others are not."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from harness.stack.base.stack import Stack
from harness.stripe import probing
from tests.harness.stripe.probing.wrong_backend import Change, Form, Response, WrongBackend, approves

INSUFFICIENT, EXPIRED, VISA, CHALLENGE = "4000000000009995", "4000000000000069", "4000056655665556", "4000002760003184"
FIELD = "payment_method_data[card][number]"


def spoils(number: str, answer: Response) -> Change:
    """A backend with an answer of its own for one card."""

    def change(request: str, query: str, form: Form, response: Response) -> Response:
        return answer if form.get(FIELD) == number else response

    return change


ERROR = {"type": "card_error", "code": "card_declined", "decline_code": "fraudulent"}


@pytest.mark.parametrize(
    ("number", "change", "instead"),
    [
        (INSUFFICIENT, approves(INSUFFICIENT), f"approves {INSUFFICIENT}"),
        (
            INSUFFICIENT,
            spoils(INSUFFICIENT, (402, {"error": ERROR})),
            f"declines {INSUFFICIENT} with decline_code 'fraudulent' instead of 'insufficient_funds'",
        ),
        (
            EXPIRED,
            spoils(EXPIRED, (402, {"error": ERROR})),
            f"declines {EXPIRED} with code 'card_declined' instead of 'expired_card'",
        ),
        (VISA, spoils(VISA, (402, {"error": ERROR})), f"declines {VISA} with 402 (card_declined)"),
        (VISA, spoils(VISA, (500, {})), f"answers to {VISA} with 500"),
        (CHALLENGE, spoils(CHALLENGE, (200, {"status": "succeeded"})), f"approves {CHALLENGE}"),
        (
            CHALLENGE,
            spoils(CHALLENGE, (200, {"status": "requires_action", "next_action": None})),
            "names no page on which a 3D Secure challenge can be answered",
        ),
    ],
)
def test_one_wrong_card(
    number: str, change: Change, instead: str, emulator: str, stack_at: Callable[[str], Stack]
) -> None:
    with WrongBackend(emulator, change) as wrong:
        assert probing.ask(stack_at(wrong.url)) == {number: instead}


def test_a_backend_that_takes_cards_in_no_way_is_told_of_every_card(
    emulator: str, stack_at: Callable[[str], Stack]
) -> None:
    def change(request: str, query: str, form: Form, response: Response) -> Response:
        return (501, {}) if request.endswith("/confirm") else response

    with WrongBackend(emulator, change) as wrong:
        missing_capabilities = probing.ask(stack_at(wrong.url))
    assert missing_capabilities[INSUFFICIENT] == "answers 501 to a payment with 4242424242424242"
    assert missing_capabilities["browser_payments"].startswith("answers 501 to a confirmation")


def test_where_nobody_answers_every_question_is_told_as_not_asked(stack_at: Callable[[str], Stack]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        missing_capabilities = probing.ask(stack_at(f"http://127.0.0.1:{closed.getsockname()[1]}"))
    assert len(missing_capabilities) > 150
    assert {reason.partition(":")[0] for reason in missing_capabilities.values()} == {"could not be asked"}


def test_a_backend_that_never_answers_is_given_up(stack_at: Callable[[str], Stack]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        missing_capabilities = probing.ask(stack_at(f"http://127.0.0.1:{silent.getsockname()[1]}"), seconds=0.5)
    assert time.monotonic() - began < 5
    assert len(missing_capabilities) > 150
    assert all(reason.startswith("could not be asked") for reason in missing_capabilities.values())
