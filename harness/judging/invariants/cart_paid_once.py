"""A shopper pays once for what was put into the cart, however many payments were begun for it."""

from collections import Counter
from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import facts, intents, intents_of, money, snapshots

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
BACK = ("succeeded", "pending", "requires_action")


def seen(history: History) -> int:
    """The shoppers who paid for units whose price is known."""
    return len(_paid(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `cart_paid_twice`."""
    worth, extras = _worth(history), _extras(history)
    for (user, currency), (amount, ids) in _paid(history).items():
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
    for wanted in facts(history, "wanted"):
        product = products.get(wanted["product_id"])
        if product is not None:
            worth[wanted["user_id"], product["currency"]] += product["price"] * wanted["quantity"]
    return worth


def _extras(history: History) -> Counter[tuple[str, str]]:
    """The most that the shop adds to one payment of each shopper's, by shopper and currency."""
    return Counter({(row["user_id"], row["currency"]): row["most"] for row in snapshots(history, "extra")})


def _paid(history: History) -> dict[tuple[str, str], tuple[int, list[str]]]:
    """What Stripe took for the payments told to each shopper and did not refund, and the intents; where all that the
    shopper wanted has a known price."""
    known = {product["product_id"] for product in facts(history, "product")}
    judged = {row["user_id"] for row in facts(history, "wanted")}
    judged -= {row["user_id"] for row in facts(history, "wanted") if row["product_id"] not in known}
    ways, paid = intents_of(history), dict[tuple[str, str], tuple[int, list[str]]]()
    owner = {id: row["user_id"] for row in facts(history, "begun") for id in ways.get(row["payment"], ())}
    for intent in intents(history):
        user = owner.get(intent["id"], "")
        kept = intent["amount_received"] - sum(one["amount"] for one in intent["refunds"] if one["status"] in BACK)
        if user in judged and kept > 0:
            amount, ids = paid.get((user, intent["currency"]), (0, []))
            paid[user, intent["currency"]] = (amount + kept, [*ids, intent["id"]])
    return paid
