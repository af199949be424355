"""How our payment API tells what it refuses: the contract's status and code for each, by what is refused."""

from harness.checkouts.values import Refusal

REFUSALS = {
    "a declined card": Refusal(402),
    "a challenge that was not passed": Refusal(402, "payment_intent_authentication_failure"),
}
