"""Paying by bank transfer: a customer's cash balance and what is paid out of it.

https://docs.stripe.com/payments/bank-transfers
"""

from __future__ import annotations

from stripe_emulator.catalog.cash_balances import AMOUNTS
from stripe_emulator.contract import CURRENT
from stripe_emulator.payments import charges, outcomes
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, unexpected_state

# Key of `account.memory`: what each open PaymentIntent is funded with already, in minor units.
FUNDED = "payment_intent:funded"
KINDS = {"usd": "us", "eur": "eu", "gbp": "gb", "jpy": "jp", "mxn": "mx"}
ADDRESSES = {"us": "aba", "eu": "iban", "gb": "sort_code", "jp": "zengin", "mx": "spei"}
NUMBERS = {
    "account_holder_name": "Checkout Harness",
    "account_number": "11119987600453127",
    "account_type": "checking",
    "bank_code": "0009",
    "bank_name": "STRIPE TEST BANK",
    "bic": "AGRIFRPPXXX",
    "branch_code": "950",
    "branch_name": "TEST BRANCH",
    "clabe": "002180000000000011",
    "country": "DE",
    "iban": "DE89370400440532013000",
    "routing_number": "999999999",
    "sort_code": "108800",
}
NETWORKS = {"aba": "ach", "iban": "sepa", "sort_code": "fps", "zengin": "zengin", "spei": "spei"}


def balance(account: Account, customer: str) -> dict[str, int]:
    """A customer's cash by currency, in minor units."""
    amounts: dict[str, int] = account.memory.setdefault(f"{AMOUNTS}{customer}", {})
    return amounts


def cash_of(account: Account, intent: Object) -> int:
    """The cash of a PaymentIntent's customer in its currency, in minor units."""
    return balance(account, intent["customer"]).get(intent["currency"], 0)


def waits(intent: Object) -> bool:
    action = intent["next_action"]
    return action is not None and action["type"] == "display_bank_transfer_instructions"


def amount_remaining(account: Account, intent: Object) -> int:
    """The amount that a PaymentIntent still needs, in minor units."""
    funded: dict[str, int] = account.memory.get(FUNDED, {})
    return int(intent["amount"] - funded.get(intent["id"], 0))


def apply(emulator: Emulator, account: Account, emit_event: outcomes.Emit, intent: Object, amount: int) -> bool:
    """Pay a PaymentIntent with available cash, in full or in part; whether there was any."""
    needed = amount_remaining(account, intent)
    amount = min(amount, needed)
    if amount <= 0:
        return False
    move(emulator, account, intent["customer"], intent["currency"], -amount, "applied_to_payment", intent["id"])
    funded: dict[str, int] = account.memory.setdefault(FUNDED, {})
    if amount < needed:
        funded[intent["id"]] = funded.get(intent["id"], 0) + amount
        action = intent["next_action"]["display_bank_transfer_instructions"]
        action["amount_remaining"] = needed - amount
        emit_event("payment_intent.partially_funded", intent)
        return True
    funded.pop(intent["id"], None)
    method = account.get("payment_method", intent["payment_method"])
    charge = charges.other(account, intent, method, "succeeded", None)
    outcomes.succeed(emulator, account, emit_event, intent, method, charge)
    return True


def apply_on_request(call: Call, intent: Object) -> Object:
    """Pay with the customer's cash: `amount` minor units of it, or all that is missing; 400 for more than there is.

    https://docs.stripe.com/api/payment_intents/apply_customer_balance
    """
    params, account = call.params, call.account
    if not waits(intent):
        message = "This PaymentIntent does not wait for a bank transfer, so no customer balance can be applied to it."
        raise unexpected_state(message, copy_of(intent))
    if str(params.get("currency", intent["currency"])).lower() != intent["currency"]:
        message = f"The currency must be the PaymentIntent's: {intent['currency']}."
        raise invalid(message, param="currency")
    amount, have = (
        params.get("amount", amount_remaining(account, intent)),
        cash_of(account, intent),
    )
    if amount < 1 or amount > have:
        message = f"The customer's cash balance has {have} {intent['currency']}; {amount} cannot be applied."
        raise invalid(message, param="amount")
    apply(call.emulator, account, call.emit, intent, amount)
    return intent


def release(emulator: Emulator, account: Account, intent: Object) -> None:
    """Return what a canceled PaymentIntent was funded with to the customer's cash."""
    amount = account.memory.get(FUNDED, {}).pop(intent["id"], 0)
    if amount:
        move(emulator, account, intent["customer"], intent["currency"], amount, "unapplied_from_payment", intent["id"])


def move(
    emulator: Emulator, account: Account, customer: str, currency: str, amount: int, type: str, about: str | None
) -> Object:
    """Change a customer's cash by `amount` minor units; `about` is the PaymentIntent, refund or reference behind it."""
    own, created = balance(account, customer), account.clock(customer).now()
    own[currency] = own.get(currency, 0) + amount
    transaction = new(
        account,
        "customer_cash_balance_transaction",
        account.ids.new("ccsbtxn_"),
        created=created,
        currency=currency,
        customer=customer,
        ending_balance=own[currency],
        net_amount=amount,
        type=type,
    )
    transaction[type] = _about(type, currency, about)
    account.add(transaction)
    emit(emulator, account, "customer_cash_balance_transaction.created", transaction, created=created)
    return transaction


def instructions(call: Call, intent: Object) -> Object:
    """The `next_action` of a bank transfer: its destination and the missing amount."""
    options = (intent["payment_method_options"] or {}).get("customer_balance") or {}
    transfer = options.get("bank_transfer") or {}
    kind = str(transfer.get("type") or f"{KINDS.get(intent['currency'], 'us')}_bank_transfer")[:2]
    address = ADDRESSES.get(kind, "aba")
    details = {
        "amount_remaining": amount_remaining(call.account, intent),
        "currency": intent["currency"],
        "financial_addresses": [_address(address)],
        "hosted_instructions_url": f"https://payments.stripe.com/bank_transfer_instructions/{intent['id']}",
        "reference": intent["id"][-8:].upper(),
        "type": f"{kind}_bank_transfer",
    }
    return {"type": "display_bank_transfer_instructions", "display_bank_transfer_instructions": details}


def _address(kind: str) -> Object:
    path = f"payment_intent.next_action.display_bank_transfer_instructions.financial_addresses.{kind}"
    fields = CURRENT.part(path)
    place = {"city": None, "country": "US", "line1": "354 Oyster Point Blvd", "line2": None, "postal_code": None}
    address_fields = {name: NUMBERS.get(name, {**place, "state": None}) for name in fields}
    return {kind: address_fields, "supported_networks": [NETWORKS[kind]], "type": kind}


def _about(type: str, currency: str, about: str | None) -> Object:
    if type == "funded":
        kind = f"{KINDS.get(currency, 'us')}_bank_transfer"
        transfer: Object = {"reference": about, "type": kind}
        try:
            part = CURRENT.part(f"customer_cash_balance_transaction.funded.bank_transfer.{kind}")
        except KeyError:
            return {"bank_transfer": transfer}
        return {"bank_transfer": {**transfer, kind: part}}
    return {"refund" if type == "refunded_from_payment" else "payment_intent": about}
