"""What a changed subscription costs, worked out by hand from Stripe's documentation.

Every subscription here is weekly and changed at half of its week, so that half of an amount is left of it. A base price
is 10.00 a week. Sources, by the letters that the rows name:

A  https://docs.stripe.com/api/subscriptions/update: switching prices neither moves the billing date nor charges at once
   unless the interval changes, a free subscription becomes a paid one, or a trial starts or ends. Then the unused time
   is credited, the new price charged at once and the billing date reset; with `proration_behavior=none` without credit.
B  https://docs.stripe.com/billing/subscriptions/billing-mode/compare#reset-the-billing-cycle-anchor: the flexible mode
   never moves the anchor by itself, so there the new price is charged in proportion to what is left of its period.
C  https://docs.stripe.com/billing/subscriptions/prorations: the unused time at the old price and the remaining time at
   the new one are prorated, to the second; `create_prorations` leaves both for the next invoice, `always_invoice` bills
   them now, `none` makes neither.
D  https://docs.stripe.com/billing/subscriptions/billing-cycle#changing: `billing_cycle_anchor=now` bills a whole period
   now and, unless `none`, credits the unused one. A trial on a paid subscription moves the anchor to the trial's end;
   its invoice comes at once, with free lines and, unless `none`, the credit.
E  https://docs.stripe.com/billing/subscriptions/trials/free-trials: `trial_end=now` ends a trial and begins a paid
   period at once. In a trial nothing was paid, so nothing is prorated. Without a trial there is none to end.
F  https://docs.stripe.com/changelog/endive/2026-10-28/error-code-billing-cycle-trial-end-validation-subscriptions: an
   anchor before the end of the trial is refused.
G  https://docs.stripe.com/billing/subscriptions/change-price#changing: another price sets the quantity back to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

WEEK = 7 * 86_400
HALF = WEEK // 2
# The proration behaviors.
CREATE, ALWAYS, NONE = "create_prorations", "always_invoice", "none"
REFUSED = "refused"


@dataclass(frozen=True)
class Swap:
    """A change of items, and the amounts in minor units that all its cells are made of."""

    name: str
    # Amount and quantity of each item before.
    before: tuple[tuple[int, int], ...]
    # What is done: another price of the first item, its quantity, an item more, or one less.
    price: int | None = None
    quantity: int | None = None
    added: int | None = None
    removed: bool = False
    # The new price is for two weeks.
    fortnight: bool = False
    # C: the prorations of the change at half of the week, without zeros: credits, then debits.
    credits: tuple[int, ...] = ()
    debits: tuple[int, ...] = ()
    # D, E: a new period of every item after the change.
    whole: tuple[int, ...] = ()
    # D: the unused half of all that was subscribed to before.
    unused: tuple[int, ...] = ()
    # A: whether the classic mode begins a new period, and the flexible mode invoices the prorations at once.
    at_once: bool = False


SWAPS = (
    # 10.00 for another 10.00: -5.00 + 5.00.
    Swap("same price", ((1000, 1),), price=1000, credits=(-500,), debits=(500,), whole=(1000,), unused=(-500,)),
    # 10.00 to 20.00: -5.00 + 10.00.
    Swap("dearer", ((1000, 1),), price=2000, credits=(-500,), debits=(1000,), whole=(2000,), unused=(-500,)),
    # 10.00 to 5.00: -5.00 + 2.50.
    Swap("cheaper", ((1000, 1),), price=500, credits=(-500,), debits=(250,), whole=(500,), unused=(-500,)),
    # 10.00 a week to 30.00 for two weeks (A). B: of the two weeks from the anchor three quarters are left, 22.50.
    Swap(
        "other interval",
        ((1000, 1),),
        price=3000,
        fortnight=True,
        credits=(-500,),
        debits=(2250,),
        whole=(3000,),
        unused=(-500,),
        at_once=True,
    ),
    # 1 to 3 of 10.00: -5.00 + 15.00.
    Swap("quantity up", ((1000, 1),), quantity=3, credits=(-500,), debits=(1500,), whole=(3000,), unused=(-500,)),
    # 3 to 1 of 10.00: -15.00 + 5.00.
    Swap("quantity down", ((1000, 3),), quantity=1, credits=(-1500,), debits=(500,), whole=(1000,), unused=(-1500,)),
    # 3 of 10.00 to another price of 20.00 without a quantity is one of it (G): -15.00 + 10.00.
    Swap("dearer of three", ((1000, 3),), price=2000, credits=(-1500,), debits=(1000,), whole=(2000,), unused=(-1500,)),
    # 4.00 more a week: half of it.
    Swap("item added", ((1000, 1),), added=400, debits=(200,), whole=(400, 1000), unused=(-500,)),
    # 4.00 less a week: half of it back.
    Swap(
        "item removed", ((1000, 1), (400, 1)), removed=True, credits=(-200,), whole=(1000,), unused=(-500, -200)
    ),
    # Nothing to 10.00 (A): nothing to credit.
    Swap("free to paid", ((0, 1),), price=1000, debits=(500,), whole=(1000,), at_once=True),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a cell bills now, what waits for the next invoice (amounts without zeros, sorted), and the new anchor."""

    # None: nothing is invoiced.
    now: tuple[int, ...] | None = None
    waits: tuple[int, ...] = ()
    # When the anchor is, in seconds from the beginning of the subscription.
    anchor: int = 0
    status: str = "active"


# How a cell's trial is: the trial that the subscription begins with, in days, and `trial_end` of the change.
TRIALS = {
    "none": (0, None),
    "no trial, trial_end=now": (0, "now"),
    "no trial, one begins": (0, 2 * WEEK),
    "in trial": (14, None),
    "in trial, trial_end=now": (14, "now"),
    "in trial, it moves": (14, 3 * WEEK),
}


def outcome(swap: Swap, trial: str, mode: str, proration: str, anchor_now: bool) -> Outcome | str | None:
    """The right values of a cell; `refused` for a 400, None where the sources do not say."""
    if trial in ("in trial", "no trial, one begins", "in trial, it moves") and anchor_now:
        return REFUSED  # F
    if trial == "in trial":
        return Outcome(anchor=2 * WEEK, status="trialing")  # E
    if trial == "in trial, it moves":
        return Outcome(anchor=3 * WEEK, status="trialing")  # E
    if trial == "in trial, trial_end=now":
        return Outcome(now=_sorted(swap.whole), anchor=HALF)  # E: the whole new period, whatever is prorated
    credit = () if proration == NONE else swap.unused
    if trial == "no trial, one begins":
        return Outcome(now=_sorted(credit), anchor=2 * WEEK, status="trialing")  # D
    # No trial, and `trial_end=now` of a subscription in none says nothing (E).
    if anchor_now or (swap.at_once and mode == "classic"):
        return Outcome(now=_sorted(swap.whole, credit), anchor=HALF)  # D; A for the classic mode
    prorations = () if proration == NONE else _sorted(swap.credits, swap.debits)
    if swap.at_once and proration == NONE:
        return None  # A says "charged at once", B that no period begins: with neither credit nor debit nothing is left
    if proration == ALWAYS or (swap.at_once and proration == CREATE):
        return Outcome(now=prorations)  # C; A and B for the flexible mode
    return Outcome(waits=prorations)  # C


def _sorted(*amounts: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(amount for part in amounts for amount in part if amount))


@dataclass(frozen=True)
class Payment:
    """What becomes of a change whose invoice is due now, by `payment_behavior` and card.

    https://docs.stripe.com/api/subscriptions/update#update_subscription-payment_behavior
    """

    behavior: str
    card: str
    status: str
    invoice: str
    # Whether the change is made, or waits in `pending_update`.
    changed: bool = True
    # The code of the 402 that refuses the change.
    error: str | None = None


PAYS, DECLINES, ASKS = "pm_card_visa", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired"
PAYMENTS = (
    # Paid at once: the change is made.
    Payment("allow_incomplete", PAYS, "active", "paid"),
    Payment("error_if_incomplete", PAYS, "active", "paid"),
    Payment("pending_if_incomplete", PAYS, "active", "paid"),
    # Awaits the confirmation of the invoice's intent, past due meanwhile, whatever the card.
    Payment("default_incomplete", PAYS, "past_due", "open"),
    Payment("default_incomplete", DECLINES, "past_due", "open"),
    Payment("default_incomplete", ASKS, "past_due", "open"),
    # Changed all the same, and past due.
    Payment("allow_incomplete", DECLINES, "past_due", "open"),
    Payment("allow_incomplete", ASKS, "past_due", "open"),
    # 402, and nothing has changed.
    Payment("error_if_incomplete", DECLINES, "", "", changed=False, error="card_declined"),
    Payment(
        "error_if_incomplete", ASKS, "", "", changed=False, error="subscription_payment_intent_requires_action"
    ),
    # The change waits for its payment; the subscription goes on as it was.
    Payment("pending_if_incomplete", DECLINES, "", "open", changed=False),
    Payment("pending_if_incomplete", ASKS, "", "open", changed=False),
)  # fmt: skip
