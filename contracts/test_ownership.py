"""What belongs to one shopper is not there for another: 403 or 404, whatever they ask for, and nothing changes.

Schemathesis's own check (`object_level_authorization`) replays reads only, along links; this asks for writes too.
"""

from collections.abc import Callable

import pytest

from contracts.fuzzing.belongings import VISA, Belongings, belongings
from contracts.shared.labels import labelled, titled
from harness import Exchange, Failure, Shop

DENIED = (403, 404)
Call = Callable[[Belongings, str], Exchange]
CALLS: dict[str, tuple[str, str, Call]] = {
    "getPaymentIntent": (
        "GET /api/payments/payment-intent/{payment_intent_id}",
        "payment_intent_id",
        lambda owned, one: owned.stranger.intent(one),
    ),
    "confirmPayment": (
        "POST /api/payments/confirm-payment",
        "payment_intent_id",
        lambda owned, one: owned.stranger.confirm(one, payment_method="pm_card_visa"),
    ),
    "createRefund": (
        "POST /api/payments/refunds",
        "payment_intent_id",
        lambda owned, one: owned.stranger.refund(one),
    ),
    "getOrder": ("GET /api/orders/{order_id}", "order_id", lambda owned, one: owned.stranger.order(one)),
}


@labelled("Ownership", "Another shopper's payments and orders")
@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.needs("refunding")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_another_shoppers_things_are_not_there(operation: str, shop: Shop) -> None:
    """In whatever state the thing is."""
    label, name, call = CALLS[operation]
    titled(f"{label} does not give one shopper's to another", label)
    owned = belongings(shop, operation)
    for one in owned.values[name]:
        answer = call(owned, one)
        if answer.status not in DENIED:
            raise Failure(
                "contract_object_level_authorization",
                f"{label}: another shopper's {name.removesuffix('_id').replace('_', ' ')} is answered {answer.status}",
                let=f"one shopper ask for the {name} of another",
                then="it is 403 or 404",
                however=f"the status is {answer.status}",
                exchange=answer,
            )
