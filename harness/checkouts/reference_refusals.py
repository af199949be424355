"""How our payment API tells what it refuses: the contract's status and code for each, by what is refused."""

from harness.checkouts.values import Refusal

DECLINED = 402
# Two calls at once of which one is done, and Stripe that is busy with the other.
BUSY = (409, 503)
# What is no error: the answer is a 200 that tells how the payment stands.
NO_ERROR = ()

REFUSALS = {
    "a declined card": Refusal(DECLINED),
    "a visitor who did not sign in": Refusal(401),
    "a wrong password": Refusal(401),
    "another shopper's payment": Refusal(404),
    "another shopper's order": Refusal(404),
    "a refund of another shopper's order": Refusal(404),
    "a field that nobody asked for": Refusal(422),
    "a payment of an empty cart": Refusal(400, "cart_empty"),
    "a change of what is not in the cart": Refusal(404),
    "a quantity that makes no sense": Refusal(422),
    "an unknown product": Refusal(404),
    "more units than there are": Refusal(409),
    "a product that is sold out": Refusal(409),
    "a payment of less than the cart holds": Refusal(409),
    "two currencies in one cart": Refusal(409, "currency_mismatch"),
    "a total above what Stripe can charge": Refusal(422, "amount_too_large"),
    "an amount below Stripe's minimum": Refusal(422, "amount_too_small"),
    "an amount that the currency does not have": Refusal(422),
    "a failed authentication": Refusal(DECLINED, "payment_intent_authentication_failure"),
    "a refund of a refunded order": Refusal(409),
    "a refund of more than was paid": Refusal((409, 422)),
    "a refund of a disputed payment": Refusal((409, 422)),
    "a refund of an amount that cannot be": Refusal(422),
    "a refund of a payment that was never made": Refusal((409, 422)),
    "a second click while the first is under way": Refusal(BUSY),
    "a new payment while another call is under way": Refusal(BUSY),
    "a refund while the same one is under way": Refusal(BUSY),
    "a refund while another one is under way": Refusal((*BUSY, 422)),
    "what somebody else was faster to buy": Refusal(409),
    "anything while Stripe is down": Refusal((502, 503)),
    "a declined card whose answer is lost": Refusal((DECLINED, 502, 503)),
    "an event that Stripe did not sign": Refusal(400),
    "a payment that waits for the bank": Refusal(NO_ERROR),
    "a challenge that was not passed": Refusal(DECLINED, "payment_intent_authentication_failure"),
}
