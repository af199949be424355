"""Goals ("sometimes assertions"): what a run must have met at least once, or it proves nothing about it.

Adding one is adding a row here. A goal is met where a case says so (`shop.reached`), or where its history shows it
(`met.py` has a function of that name).
"""

from dataclasses import dataclass

QUICK, WHOLE, DEEP = "quick", "whole", "deep"
# A part holds the ones before it: what the whole must meet, the deep one must meet, too.
PARTS = (QUICK, WHOLE, DEEP)


@dataclass(frozen=True)
class Goal:
    """One situation; `part` is the smallest part of the suites that owes it, `cases` are fragments of the node ids of
    the cases that can meet it beside those that say so (none: any). One that no part owes is counted and told."""

    name: str
    means: str
    part: str = ""
    cases: tuple[str, ...] = ()

    def owed_by(self, part: str) -> bool:
        """Whether this part of the suites must have met it."""
        return bool(self.part) and PARTS.index(part) >= PARTS.index(self.part)


OUTAGES, SWEEP, HELD = "test_stripe_outages.py::", "test_sweep.py::", "test_held_wires.py::"
SILENCE = "test_silence.py::"
ROWS = (
    Goal("decline", "a card was declined", QUICK),
    Goal("challenge", "a bank asked the shopper to authenticate", QUICK),
    Goal("duplicate_webhook", "a webhook came twice", QUICK),
    Goal("late_webhook", "a webhook came after everything was settled", QUICK),
    Goal("reordered_webhook", "news of an earlier state came after that of a later one"),
    Goal("lost_response", "an answer of Stripe was lost", QUICK),
    Goal(
        "fault_status", "Stripe answered with an error on purpose", WHOLE, (f"{OUTAGES}test_one_failure_is_waited_out",)
    ),
    Goal(
        "fault_lock_timeout",
        "Stripe answered that another request holds the object",
        WHOLE,
        (f"{OUTAGES}test_stripe_is_busy",),
    ),
    Goal("fault_latency", "Stripe answered late", WHOLE, (f"{OUTAGES}test_a_slow_stripe_is_waited_for",)),
    Goal("fault_reset_before", "a request was lost on its way", WHOLE, (f"{OUTAGES}test_one_failure_is_waited_out",)),
    Goal(
        "fault_reset_after", "Stripe did the work, its answer was lost", WHOLE, (f"{OUTAGES}test_a_lost_answer_while",)
    ),
    Goal(
        "call_lost_before", "a call was cut before its work was done", WHOLE, (f"{SWEEP}test_each_change_is_lost_with",)
    ),
    Goal(
        "call_lost_after", "a call was cut after its work was done", WHOLE, (f"{SWEEP}test_each_change_is_lost_once",)
    ),
    Goal("call_held", "a call was held while something else was done", WHOLE, (f"{HELD}test_held",)),
    Goal(
        "stripe_silent",
        "Stripe took a call of the checkout's and said nothing",
        WHOLE,
        (f"{SILENCE}test_whoever_asked_is_answered",),
    ),
    Goal("system_gone", "a system answered nobody for a while", DEEP, (f"{SWEEP}test_from_each_call_on",)),
    Goal(
        "process_died",
        "the checkout's process died in the middle of a call",
        WHOLE,
        (f"{SWEEP}test_the_process_dies_after_stripe",),
    ),
    Goal("process_stopped", "the checkout's process stood still", DEEP, (f"{HELD}test_the_process_stands_still",)),
    Goal("order_partially_refunded", "an order was refunded in part"),
    Goal("payment_canceled", "a payment was given up at Stripe"),
    Goal("challenge_left_open", "a challenge was never answered"),
    Goal("begun_again", "a payment was begun while an earlier one of the same shopper was open"),
    Goal("cart_changed_under_payment", "a cart changed after its payment was begun and before it was settled"),
    Goal("sold_out_during_payment", "one shopper was refused what another one bought meanwhile"),
    Goal(
        "begin_under_faults",
        "a payment was begun in spite of a fault",
        WHOLE,
        (f"{OUTAGES}test_one_failure_is_waited_out",),
    ),
    Goal(
        "confirm_under_faults",
        "the checkout confirmed a payment in spite of a fault",
        WHOLE,
        (f"{OUTAGES}test_a_slow_stripe",),
    ),
    Goal("settle_under_faults", "a shopper came back in spite of a fault"),
    Goal("webhook_under_faults", "an event was taken in spite of a fault"),
    Goal(
        "refund_under_faults",
        "a refund was made in spite of a fault",
        WHOLE,
        (f"{OUTAGES}test_a_lost_answer_while_refunding[1",),
    ),
    Goal("cart_change_under_faults", "a cart was changed in spite of a fault"),
    Goal("cancel_under_faults", "an order was called off in spite of a fault"),
    Goal("sign_in_under_faults", "a shopper signed in in spite of a fault"),
)
GOALS = {goal.name: goal.means for goal in ROWS}
BY_NAME = {goal.name: goal for goal in ROWS}
