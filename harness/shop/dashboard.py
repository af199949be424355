"""The merchant at Stripe itself, past the checkout: refunds, and payments that are ended before anybody paid them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.checkouts import Order, Payment
from harness.core.http import Http
from harness.shop.money import PAYABLE, StripeMoney

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

Json = dict[str, Any]


class Dashboard:
    """Writes with the secret key. Amounts are in minor units."""

    def __init__(self, stack: Stack, money: StripeMoney) -> None:
        self._money = money
        self._http = Http(stack.stripe_url, actor="merchant", system="stripe")
        self._headers = {"Authorization": f"Bearer {stack.secret_key}"}

    def refund(self, payment: Payment | Order, amount: int | None = None) -> Json:
        """Give all of a payment back, or so much of it; the refund."""
        paid = [intent["id"] for intent in self._money.intents(payment) if intent["amount_received"]]
        return self._post("refunds", "refund", payment_intent=paid[0], **({"amount": str(amount)} if amount else {}))

    def ends(self, payment: Payment) -> list[str]:
        """What of a payment can be ended: the ids of its open sessions, else of its unpaid intents."""
        ways = self._money.ways(payment)
        if any(id.startswith("cs_") for id in ways):
            return [id for id in ways if self._money.resolver.session(id)["status"] == "open"]
        return [id for id in ways if self._money.view.intent(id)["status"] in PAYABLE]

    def end(self, payment: Payment) -> None:
        """End it: nobody can pay it any more (https://docs.stripe.com/api/payment_intents/cancel,
        https://docs.stripe.com/api/checkout/sessions/expire)."""
        for id in self.ends(payment):
            if id.startswith("cs_"):
                self._post(f"checkout/sessions/{id}/expire", "expire")
            else:
                self._post(f"payment_intents/{id}/cancel", "cancel")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _post(self, path: str, operation: str, **form: str) -> Json:
        answer = self._http.send("POST", f"/v1/{path}", operation=operation, form=form, headers=self._headers)
        made: Json = answer.expect(200).json()
        return made
