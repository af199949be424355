"""What a checkout tells a shopper is paid, Stripe took."""

from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import PAID, facts, intents, intents_of, money

TOLD_PAID_WITHOUT_MONEY = FailureCode(
    code="told_paid_without_money",
    severity="blocker",
    title="A shopper was told that something is paid, and Stripe took no money",
    meaning="On coming back from Stripe the shopper was shown a paid order, and Stripe took no money for its "
    "payment, or knows no such payment: the checkout believes the browser, an event that it did not verify, or itself.",
    what_to_do="Before anything is told as paid, read the payment at Stripe: `status` of a PaymentIntent is succeeded, "
    "`payment_status` of a Checkout Session is paid.",
    example="""\
A shopper was told that o1 is paid, and Stripe took nothing [told_paid_without_money]
      Let a shopper be told that the order o1 over 5000 usd is paid
     Then Stripe took money for its payment pi_1
  However Stripe took nothing for it""",
)
AT_ANY_MOMENT = (TOLD_PAID_WITHOUT_MONEY,)


def seen(history: History) -> int:
    """The orders that shoppers were told of."""
    return sum(told["status"] in PAID for told in facts(history, "told"))


def judge(history: History) -> Iterator[Failure]:
    """Failures `told_paid_without_money`."""
    ways, held = intents_of(history), {intent["id"]: intent for intent in intents(history)}
    reported: set[str] = set()
    for told in facts(history, "told"):
        known = [held[id] for id in ways.get(told["payment"], [told["payment"]]) if id in held]
        if told["status"] not in PAID or told["order_id"] in reported or any(row["amount_received"] for row in known):
            continue
        reported.add(told["order_id"])
        amount = money(told["amount"], told["currency"])
        yield Failure(
            TOLD_PAID_WITHOUT_MONEY,
            f"A shopper was told that {told['order_id']} is paid, and Stripe took nothing",
            let=f"a shopper be told that the order {told['order_id']} over {amount} is paid",
            then=f"Stripe took money for its payment {told['payment']}",
            however="Stripe took nothing for it" if known else "Stripe knows no such payment",
        )
