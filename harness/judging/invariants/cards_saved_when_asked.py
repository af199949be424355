"""No card is kept for later unless the shopper asked for it, or the shop says that it keeps each card."""

from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import intents, intents_of, snapshots

CARD_SAVED_UNASKED = FailureCode(
    code="card_saved_unasked",
    severity="critical",
    title="A payment keeps the card for later though nobody asked for that",
    meaning="The PaymentIntent has `setup_future_usage`: Stripe keeps the card and asks the bank for consent to later "
    "charges, which the shopper never gave. Card networks, Stripe's terms and the GDPR want that consent, and more "
    "banks ask for 3D Secure.",
    what_to_do="Leave `setup_future_usage` out unless the shopper ticked that the card be kept "
    "(https://docs.stripe.com/payments/save-during-payment). A shop whose terms say that each card is kept says so: "
    "`saves_cards` in [facts].",
    example="""\
A payment keeps the card for later though nobody asked for that [card_saved_unasked]
      Let pi_1 be a payment of a shopper who did not ask to keep the card
     Then Stripe keeps nothing for later
  However the payment has setup_future_usage off_session""",
)
# A subscription charges its card again, which is what was agreed; Stripe sets the field itself.
SUBSCRIPTION = "sub_"


def seen(history: History) -> int:
    """The payments of a shop that keeps no card unasked."""
    return len(_payments(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `card_saved_unasked`."""
    for intent in _payments(history):
        if intent["saves_card"]:
            yield Failure(
                CARD_SAVED_UNASKED,
                "A payment keeps the card for later though nobody asked for that",
                let=f"{intent['id']} be a payment of a shopper who did not ask to keep the card",
                then="Stripe keeps nothing for later",
                however=f"the payment has setup_future_usage {intent['saves_card']}",
            )


def _payments(history: History) -> list[dict[str, Any]]:
    shops = snapshots(history, "payments")
    if any(row.get("saves_cards") for row in shops) or history.of(kind="invoke", operation="save_card"):
        return []
    agreed = {id for told, ids in intents_of(history).items() if told.startswith(SUBSCRIPTION) for id in ids}
    return [intent for intent in intents(history) if "saves_card" in intent and intent["id"] not in agreed]
