"""Ways to sign a webhook, good ones and forged ones: one row each (https://docs.stripe.com/webhooks, facts 106-108)."""

import json
import time
from collections.abc import Callable
from typing import Any

from harness import Exchange, Webhooks

# Seconds that official SDKs let pass between signing and arrival (fact 107).
TOLERANCE = 300
OTHER_SECRET = "whsec_" + "0" * 32
# Delivers a body (the JSON of an event, indented) signed in one way.
Delivery = Callable[[Webhooks, str], Exchange]


def _aged(seconds: int) -> Delivery:
    return lambda webhooks, body: webhooks.post(body, timestamp=int(time.time()) - seconds)


def _several(*kinds: str) -> Delivery:
    """One timestamp with a signature of each kind, in this order."""

    def deliver(webhooks: Webhooks, body: str) -> Exchange:
        at = int(time.time())
        made = {
            "good": webhooks.sign(body, timestamp=at),
            "other": webhooks.sign(body, timestamp=at, secret=OTHER_SECRET),
            "v0": webhooks.sign(body, timestamp=at, scheme="v0"),
        }
        signatures = [made[kind].partition(",")[2] for kind in kinds]
        return webhooks.post(body, header=",".join([f"t={at}", *signatures]))

    return deliver


def _one_digit_off(webhooks: Webhooks, body: str) -> Exchange:
    good = webhooks.sign(body)
    return webhooks.post(body, header=good[:-1] + ("0" if good[-1] != "0" else "1"))


def _re_serialised(webhooks: Webhooks, body: str) -> Exchange:
    """The same JSON in other bytes: only the raw body is what was signed."""
    return webhooks.post(json.dumps(json.loads(body), separators=(",", ":")), header=webhooks.sign(body))


def _stamped_anew(webhooks: Webhooks, body: str) -> Exchange:
    old = webhooks.sign(body, timestamp=int(time.time()) - 3600)
    return webhooks.post(body, header=f"t={int(time.time())},{old.partition(',')[2]}")


GOOD: dict[str, Delivery] = {
    "signed_now": lambda webhooks, body: webhooks.post(body),
    "just_within_the_tolerance": _aged(TOLERANCE - 10),
    "the_good_one_first_of_two": _several("good", "other"),
    "the_good_one_second_of_two": _several("other", "good"),
    "beside_a_v0": _several("v0", "good"),
}
FORGED: dict[str, Delivery] = {
    "missing": lambda webhooks, body: webhooks.post(body, header=""),
    "one_digit_off": _one_digit_off,
    "of_another_body": lambda webhooks, body: webhooks.post(body, header=webhooks.sign(body.replace("evt_", "evt_1"))),
    "of_the_body_re_serialised": _re_serialised,
    "of_another_secret": lambda webhooks, body: webhooks.post(body, secret=OTHER_SECRET),
    "of_an_empty_secret": lambda webhooks, body: webhooks.post(body, secret=""),
    "two_of_other_secrets": _several("other", "other"),
    "just_beyond_the_tolerance": _aged(TOLERANCE + 1),
    "ten_minutes_old": _aged(600),
    "of_1970": lambda webhooks, body: webhooks.post(body, timestamp=0),
    "old_and_stamped_anew": _stamped_anew,
    "of_the_test_scheme_v0": _several("v0"),
    "without_a_timestamp": lambda webhooks, body: webhooks.post(body, header=webhooks.sign(body).partition(",")[2]),
    "without_a_signature": lambda webhooks, body: webhooks.post(body, header=f"t={int(time.time())}"),
    "not_a_signature": lambda webhooks, body: webhooks.post(body, header="let me in"),
}


def forged_event(type: str, payment_id: str) -> dict[str, Any]:
    """An event as somebody who knows Stripe's format, and the id of an intent or a Checkout Session, would forge it."""
    family = type.rpartition(".")[0] if type.startswith("checkout.") else type.partition(".")[0]
    subject: dict[str, Any] = {"id": payment_id, "object": family, "status": "succeeded", "amount": 1}
    if payment_id.startswith("cs_"):
        subject |= {"object": "checkout.session", "status": "complete", "payment_status": "paid", "amount_total": 1}
    elif family != "payment_intent":
        subject |= {"id": f"{family[:2]}_forged", "payment_intent": payment_id, "amount_refunded": 1}
    return {"id": "evt_forged", "object": "event", "type": type, "data": {"object": subject}}
