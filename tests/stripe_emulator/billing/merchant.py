"""What the tests of billing do all the time: a merchant with a product, prices, customers and a test clock."""

from __future__ import annotations

from typing import Any

from tests.stripe_emulator.client import JSON, Account, encode, eventually, ok

# 1 January 2020, 00:00 UTC: where every test clock begins.
START = 1_577_836_800
DAY, HOUR = 86_400, 3_600
# January's length.
MONTH = 31 * DAY


class Merchant:
    """An account with a product and a test clock that its customers live on."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.product = self.post("/v1/products", name="Gold")["id"]
        self.clock = self.post("/v1/test_helpers/test_clocks", frozen_time=START)["id"]

    def post(self, path: str, **params: Any) -> JSON:
        """POST, answered with 200."""
        return ok(self.account.post(path, params))

    def get(self, path: str, **params: Any) -> JSON:
        """GET, answered with 200."""
        return ok(self.account.get(path, params))

    def delete(self, path: str, **params: Any) -> JSON:
        """DELETE with its parameters in the query, answered with 200."""
        return ok(self.account.delete(f"{path}?{encode(params)}" if params else path))

    def price(self, amount: int = 1500, interval: str = "month", **params: Any) -> str:
        """The id of a new recurring price."""
        recurring = {"interval": interval}
        return str(
            self.post(
                "/v1/prices",
                **{"product": self.product, "unit_amount": amount, "currency": "usd", "recurring": recurring, **params},
            )["id"]
        )

    def one_time(self, amount: int, **params: Any) -> str:
        """The id of a new one-time price."""
        given = {"product": self.product, "unit_amount": amount, "currency": "usd", **params}
        return str(self.post("/v1/prices", **given)["id"])

    def customer(self, card: str | None = "pm_card_visa", **params: Any) -> str:
        """The id of a new customer on the clock, with a default card."""
        customer = str(
            self.post("/v1/customers", **{"test_clock": self.clock, "email": "a@example.com", **params})["id"]
        )
        if card is not None:
            self.pay_with(customer, card)
        return customer

    def pay_with(self, customer: str, card: str) -> str:
        """Let a card be the default of a customer; its id."""
        method = str(self.post(f"/v1/payment_methods/{card}/attach", customer=customer)["id"])
        self.post(f"/v1/customers/{customer}", invoice_settings={"default_payment_method": method})
        return method

    def subscribe(self, customer: str, price: str | None = None, **params: Any) -> JSON:
        """A new subscription of one item."""
        items = [{"price": price or self.price()}]
        return self.post("/v1/subscriptions", **{"customer": customer, "items": items, **params})

    def subscription(self, id: str) -> JSON:
        """A subscription as it is."""
        return self.get(f"/v1/subscriptions/{id}")

    def latest(self, subscription: str, **params: Any) -> JSON:
        """A subscription's latest invoice."""
        return self.get(f"/v1/invoices/{self.subscription(subscription)['latest_invoice']}", **params)

    def intent(self, invoice: str) -> str:
        """The id of an invoice's default PaymentIntent."""
        payments = self.get("/v1/invoice_payments", invoice=invoice)["data"]
        return str(next(one for one in payments if one["is_default"])["payment"]["payment_intent"])

    def advance(self, to: int) -> JSON:
        """Let time pass until a time; the clock once it is ready."""
        path = f"/v1/test_helpers/test_clocks/{self.clock}"
        begun = self.post(f"{path}/advance", frozen_time=to)
        assert begun["status"] == "advancing", "the answer comes before the time has passed"

        def ready() -> JSON | None:
            clock = self.get(path)
            return clock if clock["status"] != "advancing" else None

        clock = eventually(ready, reason="the test clock is ready")
        assert (clock["status"], clock["frozen_time"]) == ("ready", to), f"{clock}"
        return clock

    def happened(self, *types: str) -> list[str]:
        """The types of the events of these types, oldest first."""
        return [event["type"] for event in self.account.events(*types)]

    def told(self, type: str) -> JSON:
        """The data of the latest event of a type."""
        return dict(self.account.events(type)[-1]["data"])


def lines(invoice: JSON) -> list[tuple[int, str]]:
    """Amount and description of each line."""
    return [(line["amount"], line["description"]) for line in invoice["lines"]["data"]]
