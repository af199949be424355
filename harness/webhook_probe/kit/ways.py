"""Ways to sign one body, good and forged: one row each (https://docs.stripe.com/webhooks, facts 106 to 108)."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.stripe.signing import header, signature

# Seconds that official SDKs let pass between signing and arrival (fact 107), and a margin for the way.
TOLERANCE, MARGIN = 300, 10
OTHER_SECRET = "whsec_" + "0" * 32
# The body that is sent, and the header; None sends none.
Sent = tuple[str, str | None]
ANY = "webhook_signature_accepted"


@dataclass(frozen=True)
class Way:
    """`what` is said of an event: "signed with another secret"; `code` is the failure when it is judged wrongly."""

    what: str
    code: str
    make: Callable[[str, str], Sent]


def _aged(seconds: int) -> Callable[[str, str], Sent]:
    return lambda body, secret: (body, header(body, secret, at=int(time.time()) - seconds))


def _several(*kinds: str) -> Callable[[str, str], Sent]:
    """One timestamp with a signature of each kind, in this order."""

    def make(body: str, secret: str) -> Sent:
        at = int(time.time())
        made = {
            "good": signature(body, secret, at=at),
            "other": signature(body, OTHER_SECRET, at=at),
            "v0": signature(body, secret, at=at, scheme="v0"),
            "not hex": "v1=" + "zz" * 32,
        }
        return body, ",".join([f"t={at}", *(made[kind] for kind in kinds)])

    return make


def _stamped_anew(body: str, secret: str) -> Sent:
    """The signature of an hour ago below a timestamp of now."""
    now = int(time.time())
    return body, f"t={now},{signature(body, secret, at=now - 3600)}"


def _one_digit_off(body: str, secret: str) -> Sent:
    good = header(body, secret)
    return body, good[:-1] + ("0" if good[-1] != "0" else "1")


def _re_serialised(body: str, secret: str) -> Sent:
    """The same JSON in other bytes: only the raw body is what was signed."""
    return compact(body), header(body, secret)


def _altered(body: str, secret: str) -> Sent:
    """One digit more in the first amount, or id, after signing."""
    at = body.find('"amount') if '"amount' in body else 0
    number = next(place for place in range(at, len(body)) if body[place].isdigit())
    return body[:number] + "9" + body[number:], header(body, secret)


def compact(body: str) -> str:
    """The same JSON without blanks."""
    return json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False)


def _spaced(body: str) -> str:
    """The same JSON in a form that no serializer writes by itself, with a letter outside ASCII."""
    return body.replace("{", '{ "note":\t"Grüße, 東京",', 1) + "\n"


GOOD = (
    Way("signed nearly five minutes ago", "webhook_not_acknowledged", _aged(TOLERANCE - MARGIN)),
    Way(
        "with two v1, the right one first (a secret is rolled)",
        "webhook_rotated_secret_refused",
        _several("good", "other"),
    ),
    Way(
        "with two v1, the right one last (a secret is rolled)",
        "webhook_rotated_secret_refused",
        _several("other", "good"),
    ),
    Way("with a v0 before the right v1", "webhook_not_acknowledged", _several("v0", "good")),
    Way(
        "with a body without blanks",
        "webhook_raw_body_not_used",
        lambda body, secret: (compact(body), header(compact(body), secret)),
    ),
    Way(
        "with a body in other spacing",
        "webhook_raw_body_not_used",
        lambda body, secret: (_spaced(body), header(_spaced(body), secret)),
    ),
)
FORGED = (
    Way("without a signature", "webhook_unsigned_accepted", lambda body, _: (body, None)),
    Way("with an empty signature header", "webhook_unsigned_accepted", lambda body, _: (body, " ")),
    Way("signed with another secret", ANY, lambda body, _: (body, header(body, OTHER_SECRET))),
    Way("signed with an empty secret", "webhook_empty_secret_accepted", lambda body, _: (body, header(body, ""))),
    Way("signed a little over five minutes ago", "webhook_old_signature_accepted", _aged(TOLERANCE + MARGIN)),
    Way("signed a day ago", "webhook_old_signature_accepted", _aged(86_400)),
    Way("signed in 1970", "webhook_old_signature_accepted", lambda body, key: (body, header(body, key, at=1))),
    Way("whose timestamp was changed after signing", ANY, _stamped_anew),
    Way("whose body was altered after signing", ANY, _altered),
    Way("whose body was serialised anew after signing", ANY, _re_serialised),
    Way("with one digit of the signature wrong", ANY, _one_digit_off),
    Way("with two v1, none of them right", ANY, _several("other", "other")),
    Way("with a v0 only, the scheme that proves nothing", ANY, _several("v0")),
    Way("without a timestamp", ANY, lambda body, key: (body, signature(body, key, at=int(time.time())))),
    Way("with a timestamp only", ANY, lambda body, _: (body, f"t={int(time.time())}")),
    Way("with a timestamp that is no number", ANY,
        lambda body, key: (body, f"t=now,{signature(body, key, at=int(time.time()))}")),
    Way("with a signature that is not hexadecimal", ANY, _several("not hex")),
    Way("with a header that is no signature", ANY, lambda body, _: (body, "let me in")),
)  # fmt: skip
