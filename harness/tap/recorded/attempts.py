"""Which requests are attempts at the same write."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from harness.tap.recorded.exchange import header
from harness.tap.recorded.reading import Reading

# How the official SDKs write a key that the caller did not give: a UUID, or (stripe-python 16) random bytes as one.
_DRAWN = re.compile(r"(?:stripe-node-retry-)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# From this status on Stripe has kept the answer under the key, and repeats it for a day (facts 29, 30).
STORED = 500
# What an object's own state lets happen once (facts 51-56): there another key can be the only way on after a 5xx.
ONCE = ("/confirm", "/capture", "/cancel", "/finalize", "/void", "/close", "/pay")
# What begins a payment, and takes no money before somebody confirms it: who lost the answer is given another one.
BEGINNINGS = ("/v1/checkout/sessions", "/v1/payment_intents", "/v1/setup_intents", "/v1/payment_links", "/v1/customers")
Write = tuple[str, tuple[tuple[str, str], ...]]


def writes(readings: Sequence[Reading]) -> Iterator[Reading]:
    """The requests that a key is for (fact 28)."""
    return (reading for reading in readings if reading.method == "POST")


def comparable_writes(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Those whose parameters are all known: what was cut is no attempt at anything, and a file cannot be compared."""
    return (reading for reading in writes(readings) if reading.comparable)


def write_of(reading: Reading) -> Write:
    """What a write says, whatever the order of its parameters."""
    return reading.path, tuple(sorted(reading.pairs))


def only_begins(reading: Reading) -> bool:
    """Whether a write takes no money however often it happens: nothing is confirmed with it."""
    return reading.path in BEGINNINGS and ("confirm", "true") not in reading.pairs


def drawn_by_the_sdk(key: str) -> bool:
    """Whether a key looks like those that an SDK draws by itself; alone that proves nothing."""
    return _DRAWN.fullmatch(key) is not None


def repeated_under_another_key(readings: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    """A write of unknown outcome, and the next attempt at the same write when that one has another key.

    Once the key itself got an answer the outcome is known, and the same parameters may be another write: a second
    refund of the same amount. An answered 5xx of an operation that can happen but once is no reason to complain; nor is
    one that Stripe repeats for the key (fact 29) where the write only begins something: there a new key is the way on;
    so it is where the checkout has asked Stripe meanwhile what came of a write that was answered with 5xx.
    """
    looks = [reading for reading in readings if reading.method == "GET" and not reading.failed]
    attempts: dict[Write, list[Reading]] = defaultdict(list)
    for reading in comparable_writes(readings):
        attempts[write_of(reading)].append(reading)
    for same in attempts.values():
        for place, later in enumerate(same[1:], 1):
            before = [one for one in same[:place] if _over(one, later)]
            known = {one.key for one in before if not one.failed}
            known |= {one.key for one in before if one.failed and only_begins(one) and _replayed(one)}
            open_ones = [one for one in before if one.failed and one.key not in known and not _may_go_on(one)]
            open_ones = [one for one in open_ones if not any(_tells_of(look, one, later) for look in looks)]
            if open_ones and later.key not in {one.key for one in before}:
                yield open_ones[-1], later


def _may_go_on(reading: Reading) -> bool:
    return not reading.exchange.broken and reading.exchange.status >= STORED and reading.path.endswith(ONCE)


def _tells_of(look: Reading, earlier: Reading, later: Reading) -> bool:
    """Whether this look at Stripe, between the two, tells what came of an earlier write that was answered with 5xx: it
    is at what the write names, a PaymentIntent for example, or at a list of that kind that belongs to it."""
    if earlier.exchange.broken or not (_over(earlier, look) and _over(look, later)):
        return False
    named = {value for _, value in earlier.pairs if "_" in value}
    listed = look.path == earlier.path and not named.isdisjoint(value for _, value in look.pairs)
    return listed or look.path.rpartition("/")[2] in named


def _replayed(reading: Reading) -> bool:
    """Whether Stripe answered with what it had kept for the key."""
    return header(reading.exchange.answer_headers, "Idempotent-Replayed") == "true"


def _over(earlier: Reading, later: Reading) -> bool:
    """Whether the earlier attempt had ended when the later one began: two at once are no retry."""
    return earlier.exchange.start + earlier.exchange.elapsed <= later.exchange.start
