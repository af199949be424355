"""The documented cards, each asked by itself: paid with, and compared with the catalogue (`core/cards.py`)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from harness.core.cards import Card, catalogue
from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Answer, Deviation

PAYS, DECLINES, CHALLENGES = "good_cards", "declines", "challenges"
GROUPS = {
    PAYS: "A card that is good pays at once",
    DECLINES: "A card that is refused is declined with 402, its code and its decline code",
    CHALLENGES: "A card whose bank asks the shopper waits for the 3D Secure challenge, then goes on as documented",
}
SOURCE = "https://docs.stripe.com/testing"


def group_of(card: Card) -> str:
    """Which of the groups a card belongs to."""
    if card.expected.challenge:
        return CHALLENGES
    return DECLINES if card.expected.http_status == 402 else PAYS


def probes() -> dict[str, Callable[[Backend], None]]:
    """A probe for every card that a browser checkout can use, by its number; those that most backends miss first."""
    usable = sorted((one for one in catalogue() if one.browser), key=lambda one: group_of(one) == PAYS)
    return {one.number: partial(_ask, one) for one in usable}


def _ask(one: Card, backend: Backend) -> None:
    intent_id, answer = backend.confirm(one)
    _compare(one, answer)
    if one.expected.challenge:
        backend.answer_challenge(answer.body, "succeed")
        _compare_after(one, backend.intent(intent_id))


def _compare(one: Card, answer: Answer) -> None:
    """The answer to the confirmation; https://docs.stripe.com/testing tells what each card does."""
    wanted, error = one.expected, answer.error
    if answer.status == 200 and answer.body.get("status") == "succeeded" != wanted.status:
        raise Deviation(f"approves {one.number}")
    if answer.status != wanted.http_status:
        verb = f"declines {one.number}" if answer.status == 402 else f"answers to {one.number}"
        raise Deviation(f"{verb} with {answer.summary()}")
    if answer.status == 200 and answer.body.get("status") != wanted.status:
        raise Deviation(f"leaves a payment with {one.number} {answer.body.get('status')} instead of {wanted.status}")
    if wanted.code is not None:
        _compare_codes(one, error, wanted.code, wanted.decline_code)


def _compare_after(one: Card, intent: dict[str, Any]) -> None:
    """What became of the payment after the shopper authenticated."""
    wanted = one.expected
    if wanted.after_challenge_success is not None and intent["status"] != wanted.after_challenge_success:
        after = f"{intent['status']} instead of {wanted.after_challenge_success}"
        raise Deviation(f"leaves {one.number} {after} after the challenge")
    if wanted.after_challenge_code is not None:
        error = intent.get("last_payment_error") or {}
        _compare_codes(one, error, wanted.after_challenge_code, wanted.after_challenge_decline_code)


def _compare_codes(one: Card, error: dict[str, Any], code: str, decline_code: str | None) -> None:
    for name, wanted in (("code", code), ("decline_code", decline_code)):
        if wanted is not None and error.get(name) != wanted:
            raise Deviation(f"declines {one.number} with {name} {error.get(name)!r} instead of {wanted!r}")
