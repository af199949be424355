"""A shopper pays once for what was put into the cart, however many payments were begun for it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History
from harness.judging.invariants import facts, intents, intents_of, may_have_paid, money, snapshots

CART_PAID_TWICE = FailureCode(
    code="cart_paid_twice",
    severity="blocker",
    title="A shopper paid more than everything that was in the cart costs",
    meaning="All units that a shopper ever put into the cart cost less than what Stripe took from this shopper and the "
    "shop kept: one cart was paid by two payments, for example in two tabs, or after beginning again.",
    what_to_do="Let one cart have one payment that can be paid: cancel or expire the old PaymentIntent or Checkout "
    "Session before another one is begun, and refund a payment for a cart that is paid already.",
    example="""\
A shopper paid more than everything that was in the cart costs [cart_paid_twice]
      Let user u1 put units into the cart that cost 5000 usd
     Then Stripe took no more than that
  However it took 10000 usd in pi_1, pi_2""",
)
CART_PAYABLE_TWICE = FailureCode(
    code="cart_payable_twice",
    severity="critical",
    title="A cart can still be paid again",
    meaning="What Stripe took from a shopper, and what could still be paid of her payments, are together more than "
    "everything that was in the cart costs: an old tab, an old link or a late bank can pay it a second time.",
    what_to_do="Cancel or expire the old PaymentIntent or Checkout Session when another one is begun for the cart, and "
    "when the cart is paid. A shop that allows several open payments says so: `several_open_payments` in [facts].",
    example="""\
A cart can still be paid again [cart_payable_twice]
      Let user u1 put units into the cart that cost 5000 usd
     Then no more than that was paid or can be paid
  However Stripe took 5000 usd, and 5000 usd can still be paid in pi_2""",
)
PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture", "processing")
BACK = ("succeeded", "pending", "requires_action")
ADD, DONE, REFUSED = "add", "done", "refused"


def seen(history: History) -> int:
    """The shoppers who paid, or could pay, for units whose price is known."""
    return len({*_paid(history), *_payable(history)})


def judge(history: History) -> Iterator[Failure]:
    """Failures `cart_paid_twice`, `cart_payable_twice`."""
    worth, paid, extras = _worth(history), _paid(history), _extras(history)
    for (user, currency), (amount, ids) in _payable(history).items():
        taken, paid_ids = paid.get((user, currency), (0, []))
        cost = worth[user, currency] + extras[user, currency] * len([*ids, *paid_ids])
        if taken + amount > cost >= taken:
            yield Failure(
                CART_PAYABLE_TWICE,
                "A cart can still be paid again",
                let=f"user {user} put units into the cart that cost {money(worth[user, currency], currency)}",
                then="no more than that was paid or can be paid",
                however=f"Stripe took {money(taken, currency)}, and {money(amount, currency)} can still be paid in "
                f"{', '.join(ids)}",
            )
    for (user, currency), (amount, ids) in paid.items():
        extra = extras[user, currency] * len(ids)
        if amount > worth[user, currency] + extra:
            goods = f"user {user} put units into the cart that cost {money(worth[user, currency], currency)}"
            yield Failure(
                CART_PAID_TWICE,
                "A shopper paid more than everything that was in the cart costs",
                let=f"{goods} and {money(extra, currency)} for shipping and tax" if extra else goods,
                then="Stripe took no more than that",
                however=f"it took {money(amount, currency)} in {', '.join(ids)}",
            )


def _worth(history: History) -> Counter[tuple[str, str]]:
    """What all units cost that each shopper put into the cart, by shopper and currency."""
    products = {product["product_id"]: product for product in facts(history, "product")}
    worth: Counter[tuple[str, str]] = Counter()
    for (user, product_id), units in _put(history).items():
        product = products.get(product_id)
        if product is not None:
            worth[user, product["currency"]] += product["price"] * units
    return worth


def _put(history: History) -> Counter[tuple[str, str]]:
    """The most units of each product that a shopper can have bought: the most that the cart held at a time, and again
    from each payment on, which may have emptied it. In a shop that keeps no cart, all that were wanted, or all that
    payments were begun for."""
    changed = {(row["user_id"], row["product_id"]) for row in facts(history, "cart_change")}
    put: Counter[tuple[str, str]] = Counter()
    for row in facts(history, "wanted"):
        key = row["user_id"], row["product_id"]
        put[key] += 0 if key in changed else row["quantity"]
    held, most, ended = Counter[tuple[str, str]](), Counter[tuple[str, str]](), dict[tuple[str, str], int]()
    payments = may_have_paid(history)
    for event in history.events:
        if event.operation == "cart_change":
            key = event.data["user_id"], event.data["product_id"]
            held[key] = _after(held[key], event, at_once=event.data["began"] <= ended.get(key, -1))
            ended[key], most[key] = event.seq, max(most[key], held[key])
        elif event.seq in payments:
            put += most
            held.clear()
            most.clear()
    return (put + most) | _begun_for(history)


def _begun_for(history: History) -> Counter[tuple[str, str]]:
    """The units that payments were begun for where the page keeps the cart and one cart may have several payments: such
    a shop cannot know whether a request is the same wish again, so each is a purchase of its own."""
    begun: Counter[tuple[str, str]] = Counter()
    if _several(snapshots(history, "payments")):
        for row in facts(history, "begun"):
            begun.update({(row["user_id"], product_id): units for product_id, units in row.get("basket", {}).items()})
    return begun


def _several(told: list[dict[str, Any]]) -> bool:
    """Whether one cart may have several payments that could be paid; so, too, where nothing was told of it. `told` are
    the snapshots `payments`."""
    return bool(not told or told[-1].get("several", True))


def _after(held: int, event: Event, *, at_once: bool) -> int:
    """The most units that a cart holds after a change; of two at once nobody knows which was first."""
    how, units, ended = event.data["how"], event.data["quantity"], event.data["ended"]
    if ended == REFUSED:
        return held
    if how == ADD or at_once:
        return held + int(units)
    return int(units) if ended == DONE else max(held, units)


def _payable(history: History) -> dict[tuple[str, str], tuple[int, list[str]]]:
    """What could still be paid of each shopper's payments, where one cart may have one; and the ids of what is paid."""
    told = snapshots(history, "payments")
    if _several(told):
        return {}
    judged, sessions = _judged(history), told[-1]["open_sessions"]
    of_sessions = {id for row in facts(history, "begun") for id in told[-1]["intents"].get(row["payment"], ())}
    payable: dict[tuple[str, str], tuple[int, list[str]]] = {}
    for intent in intents(history):
        user = intent["user_id"] or ""
        if user in judged and intent["status"] in PAYABLE and not (sessions and intent["id"] in of_sessions):
            amount, ids = payable.get((user, intent["currency"]), (0, []))
            payable[user, intent["currency"]] = (amount + intent["amount"], [*ids, intent["id"]])
    return payable


def _judged(history: History) -> set[str]:
    """The shoppers all of whose wishes have a known price; what is put into a cart by hand, nobody noted."""
    known = {product["product_id"] for product in facts(history, "product")}
    wanted, by_hand = facts(history, "wanted"), {row["user_id"] for row in facts(history, "by_hand")}
    unknown = {row["user_id"] for row in wanted if row["product_id"] not in known}
    return {row["user_id"] for row in wanted} - unknown - by_hand


def _extras(history: History) -> Counter[tuple[str, str]]:
    """The most that the shop adds to one payment of each shopper's, by shopper and currency."""
    return Counter({(row["user_id"], row["currency"]): row["most"] for row in snapshots(history, "extra")})


def _paid(history: History) -> dict[tuple[str, str], tuple[int, list[str]]]:
    """What Stripe took for the payments told to each shopper and did not refund, and the intents; where all that the
    shopper wanted has a known price."""
    judged = _judged(history)
    ways, paid = intents_of(history), dict[tuple[str, str], tuple[int, list[str]]]()
    owner = {id: row["user_id"] for row in facts(history, "begun") for id in ways.get(row["payment"], ())}
    for intent in intents(history):
        user = owner.get(intent["id"], "")
        kept = intent["amount_received"] - sum(one["amount"] for one in intent["refunds"] if one["status"] in BACK)
        if user in judged and kept > 0:
            amount, ids = paid.get((user, intent["currency"]), (0, []))
            paid[user, intent["currency"]] = (amount + kept, [*ids, intent["id"]])
    return paid
