"""https://docs.stripe.com/api/cash_balance/test_mode: a bank transfer to a customer arrives."""

from __future__ import annotations

from stripe_emulator.catalog import cash_balances
from stripe_emulator.payments import bank_transfers, payment_method_flows
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, no_such

KIND = "customer_cash_balance_transaction"


def fund(call: Call) -> Object:
    """Add to a customer's cash balance (minor units) and pay the intents that wait for it, oldest first."""
    account, params = call.account, call.params
    customer = account.get("customer", call.path["customer"], param="customer")
    if customer.get("deleted"):
        raise no_such("customer", customer["id"], "customer")
    currency = check_currency(params["currency"])
    if currency not in bank_transfers.KINDS:
        message = f"Cash balances are kept in {', '.join(bank_transfers.KINDS)}; got {currency}."
        raise invalid(message, param="currency")
    if params["amount"] < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    transaction = bank_transfers.move(
        call.emulator, account, customer["id"], currency, params["amount"], "funded", params.get("reference")
    )
    if cash_balances.of_customer(account, customer["id"])["settings"]["reconciliation_mode"] == "automatic":
        payment_method_flows.funded(call.emulator, account, customer["id"])
    balance = bank_transfers.balance(account, customer["id"])
    if balance.get(currency):
        call.emit("cash_balance.funds_available", cash_balances.of_customer(account, customer["id"]))
    return transaction


ENDPOINTS = (Endpoint("POST", "/v1/test_helpers/customers/{customer}/fund_cash_balance", fund),)
