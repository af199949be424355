"""The checkout registers for refund.failed and does nothing about it; only charge.refund.updated helps, by chance.

A refund that fails late leaves the order refunded and the money at the merchant, as soon as Stripe stops sending the
older event (test copies of Stripe's documentation name either of the two). No report of it is cited here.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("webhooks.py", '    "refund.failed",\n', ""),),
    codes=("webhook_effect",),
    cases=(
        "test_an_event_has_its_effect_once[refund.failed-2026-08-26.dahlia]",
        "test_an_event_has_its_effect_once[refund.failed-2023-10-16]",
    ),
    run=("contracts/test_webhook_events.py",),
)
