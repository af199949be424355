"""The check that the payment succeeded is gone, and the 402 with it: every declined card becomes a paid order.

"Stripe.js has told the browser already." Seen as solidus_stripe #313 and odoo #79663 for payments that were never
finished, and as the "avoid payment" flaws of Wang et al., IEEE S&P 2011. Cards whose decline comes after the
challenge count as declines too.
"""

from harness.core.cards import catalogue
from proving.bugs import Bug, Edit

DECLINES = tuple(
    card.number
    for card in catalogue()
    if card.browser and (card.expected.http_status == 402 or card.expected.after_challenge_code)
)
BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            """\
        if payment.status == "succeeded":
            _check_binding(intent, payment)
            return Settled(payment, self._paid(intent))
        if payment.status == "canceled":
            self.give_up(intent)
        return Settled(payment, None)
""",
            """\
        if payment.status == "canceled":
            self.give_up(intent)
            return Settled(payment, None)
        _check_binding(intent, payment)
        return Settled(payment, self._paid(intent))
""",
        ),
        Edit("settlement.py", "intent.amount, intent.amount, intent.currency)", "intent.amount, intent.currency)"),
        Edit(
            "settlement.py",
            "payment.amount, payment.amount_received, payment.currency",
            "payment.amount, payment.currency",
        ),
        Edit(
            "payments.py",
            'if settled.payment.status == "requires_payment_method" and error is not None:',
            "if error is not None and settled.order is None:",
        ),
    ),
    codes=("order_without_money",),
    cases=("test_declines.py::test_a_declined_card_buys_nothing[decline_visa-generic_decline-4000000000000002]",),
    cards=DECLINES,
)
