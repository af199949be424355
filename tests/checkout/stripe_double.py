"""What the checkout sees of Stripe, under a test's control: it keeps every call and answers what it was set to."""

from dataclasses import replace
from typing import Any

from checkout.problems import Problem, conflict
from checkout.settings import Settings
from checkout.stripe_gateway import UNEXPECTED_STATE, Payment, PaymentError, StripeGateway, StripeRefund

DECLINE = PaymentError("card_declined", "insufficient_funds", "Your card has insufficient funds.")


class StripeDouble(StripeGateway):
    """PaymentIntents in a dictionary. Webhook signatures are judged by the real code."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.payments: dict[str, Payment] = {}
        self.made: dict[str, list[StripeRefund]] = {}
        self.by_key: dict[str, Any] = {}
        self.calls: list[tuple[str, str]] = []
        self.failures: list[Problem] = []

    def create(self, amount: int, currency: str, metadata: dict[str, str], key: str) -> Payment:
        def new() -> Payment:
            number = f"pi_{len(self.payments) + 1}x{id(self)}"
            payment = Payment(
                number, "requires_payment_method", amount, 0, currency, metadata, f"{number}_secret_x", None, None
            )
            self.payments[number] = payment
            return payment

        return self._once("create", key, new)

    def retrieve(self, intent_id: str) -> Payment:
        self.calls.append(("retrieve", intent_id))
        return self.payments[intent_id]

    def confirm(self, intent_id: str, payment_method: str, return_url: str | None, key: str) -> Payment:
        def attempt() -> Payment:
            if self.payments[intent_id].status in ("succeeded", "canceled"):
                raise conflict(UNEXPECTED_STATE, "already over")
            if payment_method == "pm_declines":
                self.decline(intent_id)
                raise Problem(402, DECLINE.code, DECLINE.message, decline_code=DECLINE.decline_code)
            return self.pay(intent_id)

        return self._once("confirm", key, attempt)

    def cancel(self, intent_id: str, key: str) -> Payment:
        def end() -> Payment:
            if self.payments[intent_id].status == "succeeded":
                raise conflict(UNEXPECTED_STATE, "already over")
            return self.set(intent_id, status="canceled")

        return self._once("cancel", key, end)

    def refund(self, intent_id: str, amount: int | None, reason: str | None, key: str) -> StripeRefund:
        def give() -> StripeRefund:
            made = self.made.setdefault(intent_id, [])
            left = self.payments[intent_id].amount - sum(refund.amount for refund in made)
            if not left:
                raise conflict("charge_already_refunded", "already refunded")
            if amount is not None and amount > left:
                raise Problem(422, "stripe_refused", "too much", param="amount")
            made.append(StripeRefund(f"re_{intent_id}_{len(made)}", "succeeded", amount or left, key))
            return made[-1]

        return self._once("refund", key, give)

    def refunds(self, intent_id: str) -> list[StripeRefund]:
        return list(self.made.get(intent_id, []))

    def pay(self, intent_id: str) -> Payment:
        """The money is there, whoever confirmed."""
        return self.set(intent_id, status="succeeded", amount_received=self.payments[intent_id].amount, last_error=None)

    def decline(self, intent_id: str) -> Payment:
        """The last attempt failed."""
        return self.set(intent_id, status="requires_payment_method", last_error=DECLINE)

    def set(self, intent_id: str, **changes: Any) -> Payment:
        """Change a payment behind the checkout's back."""
        self.payments[intent_id] = replace(self.payments[intent_id], **changes)
        return self.payments[intent_id]

    def _once(self, name: str, key: str, work: Any) -> Any:
        """Stripe's idempotency: the same key, the same answer; failures set by the test come before any work."""
        self.calls.append((name, key))
        if self.failures:
            raise self.failures.pop(0)
        if key not in self.by_key:
            try:
                self.by_key[key] = work()
            except Problem as problem:
                self.by_key[key] = problem
        if isinstance(self.by_key[key], Problem):
            raise self.by_key[key]
        return self.by_key[key]
