"""Changes of subscriptions x trials x prorations x anchors x payments: every cell as `swaps` has it by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stripe_emulator.contract import versions
from tests.stripe_emulator.billing import swaps
from tests.stripe_emulator.billing.swaps import CREATE, HALF, NONE, PAYMENTS, SWAPS, TRIALS, WEEK, Payment, Swap
from tests.stripe_emulator.client import JSON, Account, error_of, ok

MODES = ("flexible", "classic")
BY_NAME = {swap.name: swap for swap in SWAPS}
CELLS = [(proration, anchor) for proration in (CREATE, swaps.ALWAYS, NONE) for anchor in (False, True)]


class Weekly:
    """Subscriptions of one account whose clock stands still until half of their first week is over."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.clock(freeze=True)
        self.product = self.post("/v1/products", name="Gold")["id"]

    def clock(self, **body: Any) -> None:
        """Freeze or advance the account's time."""
        answer = self.account.introspect("POST", "/clock", params={"account": self.account.name}, json=body)
        assert answer.status_code == 200, answer.text

    def post(self, path: str, **params: Any) -> JSON:
        """POST, answered with 200."""
        return ok(self.account.post(path, params))

    def get(self, path: str, **params: Any) -> JSON:
        """GET, answered with 200."""
        return ok(self.account.get(path, params))

    def price(self, amount: int, weeks: int = 1) -> str:
        """A new price."""
        every = {"interval": "week", "interval_count": weeks}
        price = self.post("/v1/prices", product=self.product, unit_amount=amount, currency="usd", recurring=every)
        return str(price["id"])

    def subscribe(self, swap: Swap, trial: str, mode: str) -> JSON:
        """A subscription as the swap has it before, paid with a good card."""
        customer = self.post("/v1/customers", email="a@example.com")["id"]
        self.pay_with(customer, swaps.PAYS)
        days = TRIALS[trial][0]
        return self.post(
            "/v1/subscriptions",
            customer=customer,
            items=[{"price": self.price(amount), "quantity": quantity} for amount, quantity in swap.before],
            billing_mode={"type": mode},
            **({"trial_period_days": days} if days else {}),
        )

    def pay_with(self, customer: str, card: str) -> None:
        """Let a card be the customer's default."""
        method = self.post(f"/v1/payment_methods/{card}/attach", customer=customer)["id"]
        self.post(f"/v1/customers/{customer}", invoice_settings={"default_payment_method": method})

    def terms(self, swap: Swap, trial: str, subscription: JSON) -> JSON:
        """The parameters of the change, without proration, anchor and payment."""
        first, *others = (item["id"] for item in subscription["items"]["data"])
        terms: JSON = {}
        if swap.price is not None:
            terms["items"] = [{"id": first, "price": self.price(swap.price, 2 if swap.fortnight else 1)}]
        elif swap.quantity is not None:
            terms["items"] = [{"id": first, "quantity": swap.quantity}]
        elif swap.added is not None:
            terms["items"] = [{"price": self.price(swap.added)}]
        else:
            terms["items"] = [{"id": others[0], "deleted": True}]
        until = TRIALS[trial][1]
        if isinstance(until, int):
            until = subscription["created"] + until
        return {**terms, **({} if until is None else {"trial_end": until})}

    def latest(self, subscription: JSON) -> JSON:
        """Its latest invoice."""
        return self.get(f"/v1/invoices/{subscription['latest_invoice']}")

    def waiting(self, subscription: JSON) -> tuple[int, ...]:
        """The amounts that wait for the customer's next invoice."""
        items = self.get("/v1/invoiceitems", customer=subscription["customer"], pending=True)["data"]
        return tuple(sorted(item["amount"] for item in items if item["amount"]))


def amounts(invoice: JSON) -> tuple[int, ...]:
    """The amounts of an invoice's lines, without zeros."""
    return tuple(sorted(line["amount"] for line in invoice["lines"]["data"] if line["amount"]))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("trial", TRIALS)
@pytest.mark.parametrize("name", BY_NAME)
def test_a_swap_costs_what_it_should(account: Account, name: str, trial: str, mode: str) -> None:
    """Lines, total, what waits, anchor, status; with a good card."""
    swap, weekly = BY_NAME[name], Weekly(account)
    begun = [weekly.subscribe(swap, trial, mode) for _ in CELLS]
    weekly.clock(advance=HALF)
    for before, (proration, anchor_now) in zip(begun, CELLS, strict=True):
        wanted = swaps.outcome(swap, trial, mode, proration, anchor_now)
        anchor = {"billing_cycle_anchor": "now" if anchor_now else "unchanged"}
        terms = {**weekly.terms(swap, trial, before), **anchor, "proration_behavior": proration}
        answer = account.post(f"/v1/subscriptions/{before['id']}", terms)
        cell = f"{name}, {trial}, {mode}, {proration}, anchor now: {anchor_now}"
        if wanted == swaps.REFUSED:
            assert error_of(answer, 400)["param"] == "billing_cycle_anchor", cell
            assert weekly.get(f"/v1/subscriptions/{before['id']}") == before, cell
        elif isinstance(wanted, swaps.Outcome):
            assert _seen(weekly, before, ok(answer)) == wanted, cell


def _seen(weekly: Weekly, before: JSON, after: JSON) -> swaps.Outcome:
    """The outcome that the emulator has; the invoice's amounts must add up."""
    now = None
    if after["latest_invoice"] != before["latest_invoice"]:
        invoice = weekly.latest(after)
        now = amounts(invoice)
        assert (invoice["total"], invoice["amount_due"], invoice["status"]) == (sum(now), max(sum(now), 0), "paid")
        assert invoice["billing_reason"] == "subscription_update"
    return swaps.Outcome(now, weekly.waiting(after), after["billing_cycle_anchor"] - before["created"], after["status"])


# Changes that are due now, and how the subscription was before: all must be paid, or not be made, in the same way.
DUE = {
    "always_invoice": ("dearer", "none", {"proration_behavior": "always_invoice"}, "active"),
    "trial_end=now in no trial": (
        "dearer", "no trial, trial_end=now", {"proration_behavior": "always_invoice"}, "active"
    ),
    "trial_end=now": ("dearer", "in trial, trial_end=now", {}, "trialing"),
    "anchor": ("quantity up", "none", {"billing_cycle_anchor": "now"}, "active"),
    "other interval": ("other interval", "none", {}, "active"),
    "free to paid": ("free to paid", "none", {}, "active"),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("due", DUE)
def test_a_swap_is_paid_as_asked(account: Account, due: str, mode: str) -> None:
    """By `payment_behavior` and card: status of subscription and invoice, and whether the change is made."""
    name, trial, extra, status = DUE[due]
    swap, weekly = BY_NAME[name], Weekly(account)
    begun = [weekly.subscribe(swap, trial, mode) for _ in PAYMENTS]
    weekly.clock(advance=HALF)
    for subscription, wanted in zip(begun, PAYMENTS, strict=True):
        weekly.pay_with(subscription["customer"], wanted.card)
        before = weekly.get(f"/v1/subscriptions/{subscription['id']}")
        terms = {**weekly.terms(swap, trial, before), **extra, "payment_behavior": wanted.behavior}
        answer = account.post(f"/v1/subscriptions/{before['id']}", terms)
        cell = f"{due}, {mode}, {wanted}"
        if wanted.error is not None:
            assert error_of(answer, 402)["code"] == wanted.error, cell
            assert weekly.get(f"/v1/subscriptions/{before['id']}") == before, cell
            assert weekly.waiting(before) == (), cell
            continue
        kept = replace(wanted, status=wanted.status or status)
        assert _paid(weekly, before, ok(answer), wanted) == kept, cell


def _paid(weekly: Weekly, before: JSON, after: JSON, wanted: Payment) -> Payment:
    """The payment that the emulator has made of the wanted one."""
    pending = after["pending_update"] is not None
    same = [after[name] == before[name] for name in ("items", "billing_cycle_anchor", "trial_end")]
    assert all(same) is pending, "either the change is made or it waits"
    return replace(wanted, status=after["status"], invoice=weekly.latest(after)["status"], changed=not pending)


@pytest.mark.parametrize("version", versions())
def test_every_version_charges_a_swap_without_a_trial(account: Account, version: str) -> None:
    """Laravel Cashier sends `trial_end=now` with each swap: +10.00, and past due where the card fails (fact 134)."""
    weekly, swap = Weekly(account), BY_NAME["dearer"]
    for card, status in ((swaps.PAYS, "active"), (swaps.DECLINES, "past_due")):
        before = weekly.subscribe(swap, "none", "classic")
        weekly.pay_with(before["customer"], card)
        terms = {**weekly.terms(swap, "no trial, trial_end=now", before), "proration_behavior": "always_invoice"}
        answer = account.post(f"/v1/subscriptions/{before['id']}", terms, headers={"Stripe-Version": version})
        assert (answer.status_code, answer.json()["status"]) == (200, status), answer.text
        invoice = weekly.latest(weekly.get(f"/v1/subscriptions/{before['id']}"))
        assert (amounts(invoice), invoice["total"]) == ((-1000, 2000), 1000)


@pytest.mark.parametrize("payment", PAYMENTS, ids=lambda one: f"{one.behavior}-{one.card}")
def test_a_swap_that_waits_needs_no_payment(account: Account, payment: Payment) -> None:
    """`create_prorations` and `none`: made with any card, and nothing is invoiced."""
    weekly = Weekly(account)
    for proration, waits in ((CREATE, (-500, 1000)), (NONE, ())):
        before = weekly.subscribe(BY_NAME["dearer"], "none", "flexible")
        weekly.pay_with(before["customer"], payment.card)
        weekly.clock(advance=HALF)
        terms = weekly.terms(BY_NAME["dearer"], "none", before)
        choice = {"proration_behavior": proration, "payment_behavior": payment.behavior}
        after = weekly.post(f"/v1/subscriptions/{before['id']}", **terms, **choice)
        assert (after["status"], after["latest_invoice"]) == ("active", before["latest_invoice"])
        assert after["items"]["data"][0]["price"]["unit_amount"] == 2000
        assert weekly.waiting(after) == waits


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", BY_NAME)
def test_a_swap_in_a_trial_is_paid_when_the_trial_ends(account: Account, name: str, mode: str) -> None:
    """The whole of the new period, an hour after the end, and nothing for the trial."""
    swap, weekly = BY_NAME[name], Weekly(account)
    before = weekly.subscribe(swap, "in trial", mode)
    weekly.clock(advance=HALF)
    weekly.post(f"/v1/subscriptions/{before['id']}", **weekly.terms(swap, "in trial", before))
    weekly.clock(advance=2 * WEEK - HALF + 3600)
    after = weekly.get(f"/v1/subscriptions/{before['id']}")
    invoice = weekly.latest(after)
    assert (after["status"], invoice["status"], invoice["billing_reason"]) == ("active", "paid", "subscription_cycle")
    assert amounts(invoice) == tuple(sorted(swap.whole))
    assert after["billing_cycle_anchor"] == before["created"] + 2 * WEEK
