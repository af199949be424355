"""https://docs.stripe.com/api/cash_balance: retrieve, update; and its transactions: retrieve, list."""

from __future__ import annotations

from stripe_emulator.catalog import cash_balances
from stripe_emulator.catalog.checks import of_path
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import no_such

KIND = "cash_balance"
TRANSACTION = "customer_cash_balance_transaction"


def retrieve(call: Call) -> Object:
    return cash_balances.of_customer(call.account, _customer(call))


def update(call: Call) -> Object:
    customer = _customer(call)
    cash_balances.change_settings(call.account, customer, call.params)
    return cash_balances.of_customer(call.account, customer)


def retrieve_transaction(call: Call) -> Object:
    customer, id = _customer(call), call.path["transaction"]
    transaction = call.account.table(TRANSACTION).find(id)
    if transaction is None or transaction["customer"] != customer:
        raise no_such("customer cash balance transaction", id[:200], "transaction")
    return transaction


def list_transactions(call: Call) -> Object:
    return page(call, TRANSACTION, customer=_customer(call))


def _customer(call: Call) -> str:
    return str(of_path(call, "customer", "customer")["id"])


_BALANCE = "/v1/customers/{customer}/cash_balance"
ENDPOINTS = (
    Endpoint("GET", _BALANCE, retrieve),
    Endpoint("POST", _BALANCE, update),
    Endpoint("GET", f"{_BALANCE}_transactions", list_transactions),
    Endpoint("GET", f"{_BALANCE}_transactions/{{transaction}}", retrieve_transaction),
)
