"""Balance transactions, and the sums they make: running totals, never a scan (facts 127-131)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.money.rates import rates
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Timeline

DAY = 86_400
MEMORY = "balance"
# `reporting_category` where it is not the type's own name (https://docs.stripe.com/reports/reporting-categories).
CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "payment_failure_refund": "charge_failure",
    "payout_cancel": "payout_reversal",
    "payout_failure": "payout_reversal",
    "stripe_fee": "fee",
}
FEE = {"application": None, "description": "Stripe processing fees", "type": "stripe_fee"}


@dataclass(slots=True)
class Total:
    """Available and pending minor units of one currency and kind of source."""

    available: int = 0
    pending: int = 0


@dataclass(slots=True)
class Ledger:
    """The running totals of an account, and the transactions that become available later."""

    totals: dict[tuple[str, str], Total] = field(default_factory=dict)
    # By timeline and time: the transactions that one job makes available.
    maturing: dict[tuple[Timeline, int], list[tuple[Object, Total]]] = field(default_factory=dict)

    def total(self, currency: str, source_type: str) -> Total:
        key = (currency, source_type)
        total = self.totals.get(key)
        if total is None:
            total = self.totals[key] = Total()
        return total


def ledger(account: Account) -> Ledger:
    account_ledger: Ledger | None = account.memory.get(MEMORY)
    if account_ledger is None:
        account_ledger = account.memory[MEMORY] = Ledger()
    return account_ledger


def available_on(created: int) -> int:
    """When a payment made at `created` becomes available: midnight UTC, some days later (fact 127)."""
    return (created // DAY + rates().days_until_available) * DAY


def book(
    emulator: Emulator,
    account: Account,
    timeline: Timeline,
    amount: int,
    source: Object,
    type: str,
    *,
    fee: int = 0,
    id: str | None = None,
    when: int | None = None,
    category: str | None = None,
    description: str | None = None,
    source_type: str = "card",
) -> Object:
    """Write a balance transaction: `amount` less `fee` (minor units) is available from `when`, or at once."""
    now, currency, net = timeline.now(), source["currency"], amount - fee
    pending = when is not None and when > now
    transaction = new(
        account,
        "balance_transaction",
        id or account.ids.new("txn_"),
        amount=amount,
        available_on=when if pending else now,
        balance_type="payments",
        created=now,
        currency=currency,
        description=source.get("description") if description is None else description,
        fee=fee,
        fee_details=[{"amount": fee, "currency": currency, **FEE}] if fee else [],
        net=net,
        reporting_category=category or CATEGORIES.get(type, type),
        source=source["id"],
        status="pending" if pending else "available",
        type=type,
    )
    account.add(transaction)
    own = ledger(account)
    total = own.total(currency, source_type)
    if pending and when is not None:
        total.pending += net
        _wait(emulator, account, timeline, when, (transaction, total))
    else:
        total.available += net
        if net > 0:
            timeline.after(0, lambda: _emit_available(emulator, account, timeline))
    return transaction


def due_with(account: Account, origin: str | None) -> int | None:
    """When money that goes back is taken: together with the pending transaction `origin`, or at once (None)."""
    transaction = account.find(origin)
    return transaction["available_on"] if transaction is not None and transaction["status"] == "pending" else None


def balance(account: Account) -> Object:
    """The `balance` object, with every currency ever used, or US dollars."""
    sums: dict[str, dict[str, dict[str, int]]] = {"available": {}, "pending": {}}
    for (currency, source_type), total in (ledger(account).totals or {("usd", "card"): Total()}).items():
        sums["available"].setdefault(currency, {})[source_type] = total.available
        sums["pending"].setdefault(currency, {})[source_type] = total.pending
    fields: Object = CURRENT.blank("balance")
    for name, by_currency in sums.items():
        fields[name] = [
            {"amount": sum(parts.values()), "currency": currency, "source_types": parts}
            for currency, parts in by_currency.items()
        ]
    return fields


def available(account: Account, currency: str) -> int:
    """What can be paid out in a currency, in minor units."""
    return sum(total.available for (one, _), total in ledger(account).totals.items() if one == currency)


def book_charge(emulator: Emulator, account: Account, charge: Object, amount: int, *, at_once: bool = False) -> Object:
    """Book a charge: `amount` (minor units) is captured, the rest of the authorization returned (fact 78)."""
    timeline: Timeline = account.clock(charge["customer"])
    details: dict[str, Any] = charge["payment_method_details"]
    card = details.get("card")
    country = None if card is None else card["country"]
    type = "payment" if charge["id"].startswith("py_") else "charge"
    when = None if at_once else available_on(timeline.now())
    source_type = "bank_account" if details["type"] == "us_bank_account" else "card"
    transaction = book(
        emulator,
        account,
        timeline,
        charge["amount"],
        charge,
        type,
        fee=rates().fee(amount, country),
        id="txn_" + str(charge["id"])[3:],
        when=when,
        source_type=source_type,
    )
    charge["balance_transaction"] = transaction["id"]
    if amount < charge["amount"]:
        back = "payment_refund" if type == "payment" else "refund"
        book(emulator, account, timeline, amount - charge["amount"], charge, back, when=when, source_type=source_type)
    return transaction


def _wait(emulator: Emulator, account: Account, timeline: Timeline, when: int, waiting: tuple[Object, Total]) -> None:
    own, key = ledger(account), (timeline, when)
    together = own.maturing.get(key)
    if together is not None:
        together.append(waiting)
        return
    own.maturing[key] = [waiting]

    def mature() -> None:
        for transaction, total in own.maturing.pop(key):
            transaction["status"] = "available"
            total.pending -= transaction["net"]
            total.available += transaction["net"]
        _emit_available(emulator, account, timeline)

    timeline.at(when, mature)


def _emit_available(emulator: Emulator, account: Account, timeline: Timeline) -> None:
    emit(emulator, account, "balance.available", balance(account), created=timeline.now())
