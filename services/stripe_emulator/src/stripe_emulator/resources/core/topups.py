"""https://docs.stripe.com/api/topups: create, retrieve, update, cancel, list."""

from __future__ import annotations

from stripe_emulator.money.ledger import DAY, book
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, new, retriever
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

KIND = "topup"
# After this long the bank's money is here.
BANK_SECONDS = 1.0


def create(call: Call) -> Object:
    """Add money (minor units) from the bank to the balance; it arrives a second later."""
    account, params = call.account, call.params
    currency = check_currency(params["currency"])
    if params["amount"] < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    topup = new(
        account,
        KIND,
        account.ids.new("tu_"),
        amount=params["amount"],
        currency=currency,
        description=params.get("description"),
        expected_availability_date=(account.now() // DAY + 1) * DAY,
        initiated_by="user",
        metadata=params.get("metadata") or {},
        statement_descriptor=params.get("statement_descriptor"),
        status="pending",
        transfer_group=params.get("transfer_group"),
    )
    account.add(topup)
    call.emit("topup.created", topup)
    emulator = call.emulator
    account.time.after(BANK_SECONDS, lambda: _arrive(emulator, account, topup))
    return topup


def update(call: Call) -> Object:
    topup = call.account.get(KIND, call.path["id"])
    change(topup, call.params, ("description", "metadata"))
    return topup


def cancel(call: Call) -> Object:
    topup = call.account.get(KIND, call.path["id"])
    if topup["status"] != "pending":
        raise invalid(f"Top-ups can only be canceled while they are pending; {topup['id']} is {topup['status']}.")
    topup["status"] = "canceled"
    call.emit("topup.canceled", topup)
    return topup


def _arrive(emulator: Emulator, account: Account, topup: Object) -> None:
    if topup["status"] == "pending":
        transaction = book(emulator, account, account.time, topup["amount"], topup, "topup", source_type="bank_account")
        topup |= {"status": "succeeded", "balance_transaction": transaction["id"]}
        emit(emulator, account, "topup.succeeded", topup)


_ID = "/v1/topups/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/topups", create),
    Endpoint("GET", "/v1/topups", lister(KIND, "amount", "status")),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/cancel", cancel),
)
