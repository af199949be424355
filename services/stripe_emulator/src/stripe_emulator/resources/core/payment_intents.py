"""https://docs.stripe.com/api/payment_intents: every operation."""

from __future__ import annotations

from typing import Any

from stripe_emulator.money import bank_accounts
from stripe_emulator.payments import (
    authorizations,
    bank_transfers,
    confirmation_tokens,
    flow,
    intent_params,
    mandates,
    method_objects,
    method_options,
)
from stripe_emulator.resource_kit.amounts import check_amount, check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import lister, new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.resource_kit.publishable import find_with_secret
from stripe_emulator.resource_kit.search import NUMERIC, TOKEN, searcher
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param, unexpected_state

KIND = "payment_intent"
LINES = "payment_intent:line_items"
COPIED = (
    "application_fee_amount",
    "capture_method",
    "description",
    "excluded_payment_method_types",
    "on_behalf_of",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
SEARCHABLE = {
    "amount": NUMERIC,
    "created": NUMERIC,
    "currency": TOKEN,
    "customer": TOKEN,
    "metadata": TOKEN,
    "status": TOKEN,
}
AUTOMATIC_SINCE = "2023-08-16"
# Since then `capture_method` is `automatic_async` unless told otherwise (fact 79 [?]; the SDK's documentation).
ASYNC_SINCE = "2024-04-10"


def create(call: Call) -> Object:
    """A PaymentIntent, confirmed at once with `confirm=true`."""
    params = call.params
    currency = check_currency(params["currency"])
    check_amount(params["amount"], currency)
    intent_params.check(params)
    intent_params.check_confirming(params)
    call.resolve("customer", "customer")
    intent = _blank(call, params["amount"], currency)
    call = confirmation_tokens.unfold(call, intent)
    _apply(call, intent)
    call.account.add(intent)
    call.emit("payment_intent.created", intent)
    return _confirm(call, intent) if params.get("confirm") else intent


def retrieve(call: Call) -> Object:
    """One PaymentIntent; with a publishable key only together with its client secret (fact 68)."""
    return _find(call)


def update(call: Call) -> Object:
    """Change what is given; the amount only while nothing is paid (fact 56)."""
    intent, params = _find(call), call.params
    if "amount" in params or "currency" in params:
        _check_amount_change(intent, params)
    if intent["status"] not in flow.CONFIRMABLE:
        _check_method_stays(intent, params)
    intent_params.check(params)
    call.resolve("customer", "customer")
    _apply(call, intent)
    intent["last_payment_error"] = None
    return intent


def confirm(call: Call) -> Object:
    """Try to pay; see `payment_flow.confirm`."""
    intent = _find(call)
    if call.publishable:
        _check_publishable(call, intent)
    flow.check_confirmable(intent, call.publishable)
    intent_params.check(call.params)
    call = confirmation_tokens.unfold(call, intent)
    _check_amount_to_confirm(intent, call.params)
    _apply(call, intent)
    return _confirm(call, intent)


def capture(call: Call) -> Object:
    """Take a held amount."""
    return flow.capture(call, _find(call), call.params.get("amount_to_capture"), call.params)


def cancel(call: Call) -> Object:
    """Cancel for ever."""
    return flow.cancel(call, _find(call), call.params.get("cancellation_reason"))


def increment_authorization(call: Call) -> Object:
    """Hold more."""
    return authorizations.increment(call, _find(call), call.params["amount"])


def apply_customer_balance(call: Call) -> Object:
    """Pay with the customer's cash now (https://docs.stripe.com/api/payment_intents/apply_customer_balance)."""
    intent, params, account = _find(call), call.params, call.account
    if not bank_transfers.waits(intent):
        message = "This PaymentIntent does not wait for a bank transfer, so no customer balance can be applied to it."
        raise unexpected_state(message, copy_of(intent))
    if str(params.get("currency", intent["currency"])).lower() != intent["currency"]:
        message = f"The currency must be the PaymentIntent's: {intent['currency']}."
        raise invalid(message, param="currency")
    amount, have = (
        params.get("amount", bank_transfers.amount_remaining(account, intent)),
        bank_transfers.cash_of(account, intent),
    )
    if amount < 1 or amount > have:
        message = f"The customer's cash balance has {have} {intent['currency']}; {amount} cannot be applied."
        raise invalid(message, param="amount")
    bank_transfers.apply(call.emulator, account, call.emit, intent, amount)
    return intent


def verify_microdeposits(call: Call) -> Object:
    """Show that the bank account is the customer's, and debit it."""
    intent, account = _find(call), call.account
    action = intent["next_action"]
    if action is None or action["type"] != "verify_with_microdeposits":
        message = f"This PaymentIntent has no microdeposits to verify: it has a status of {intent['status']}."
        raise unexpected_state(message, copy_of(intent))
    method = method_objects.find(account, intent["payment_method"])
    error = bank_accounts.microdeposit_error(call.params, bank_accounts.recall(account, method["id"]))
    if error is None:
        return flow.settle_challenge(call, intent, True)
    if error.code in bank_accounts.FINAL:
        flow.fail(call, intent, error.having(payment_method=copy_of(method)), None)
    raise error.having(payment_intent=copy_of(intent))


def list_line_items(call: Call) -> Object:
    """The line items of `amount_details`."""
    return page_of(call.account.memory.get(LINES, {}).get(_find(call)["id"], []), call)


def _find(call: Call) -> Object:
    return find_with_secret(call, KIND, "PaymentIntent")


def _confirm(call: Call, intent: Object) -> Object:
    id = intent["payment_method"]
    if id is not None and not call.publishable and id not in call.account.cards:
        method = method_objects.find(call.account, id)
        if mandates.needs_one(call.account, method, call.params):
            message = f"This PaymentIntent {mandates.REQUIRED}"
            raise invalid(message, param="mandate_data", payment_intent=copy_of(intent))
    return flow.confirm(call, intent, call.params)


def _blank(call: Call, amount: int, currency: str) -> Object:
    account, params = call.account, call.params
    id = account.ids.payment()
    return new(
        account,
        KIND,
        id,
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        automatic_payment_methods=_automatic(call),
        capture_method="automatic_async" if call.version >= ASYNC_SINCE else "automatic",
        client_secret=f"{id}_secret_{account.ids.letters(25)}",
        confirmation_method=params.get("confirmation_method", "automatic"),
        created=account.clock(params.get("customer")).now(),
        currency=currency,
        payment_method_options={"card": dict(method_options.CARD)},
        payment_method_types=["card"],
        status="requires_payment_method",
    )


def _automatic(call: Call) -> Object | None:
    """On unless the request names its types, since 2023-08-16 (fact 58)."""
    params = call.params
    automatic = params.get("automatic_payment_methods")
    if automatic is None and ("payment_method_types" in params or call.version < AUTOMATIC_SINCE):
        return None
    return {"allow_redirects": "always", **(automatic or {"enabled": True})}


def _apply(call: Call, intent: Object) -> None:
    """Write the given parameters into the intent; all that can be refused is refused before anything is written."""
    params, account = call.params, call.account
    customer = params.get("customer", intent["customer"])
    currency = check_currency(params["currency"]) if "currency" in params else intent["currency"]
    types = params.get("payment_method_types")
    if types is not None:
        intent_params.check_types(types, currency)
    intent_params.check_accounts(account, params)
    transfer = _transfer(intent, params)
    method = _method(call, customer)
    metadata = merge_metadata(intent["metadata"], params["metadata"]) if "metadata" in params else intent["metadata"]
    for name in COPIED:
        if name in params:
            intent[name] = params[name]
    intent |= {"currency": currency, "customer": customer, "metadata": metadata}
    if "amount" in params:
        intent["amount"] = params["amount"]
    if types is not None and types != intent["payment_method_types"]:
        intent |= {"payment_method_types": types, "payment_method_options": method_options.blank(types)}
    if params.get("payment_method_options"):
        method_options.apply(intent, params["payment_method_options"])
    if "return_url" in params:
        account.return_urls[intent["id"]] = params["return_url"]
    _apply_details(call, intent)
    intent["transfer_data"] = transfer
    if method is not None:
        _set_method(call, intent, method)
    elif "payment_method" in params and params["payment_method"] is None:
        intent |= {"payment_method": None, "status": "requires_payment_method", "next_action": None}


def _apply_details(call: Call, intent: Object) -> None:
    params = call.params
    if "amount_details" in params:
        details = params["amount_details"] or {}
        intent["amount_details"] = intent_params.amount_details(details)
        lines = intent_params.line_items(call.account, details.get("line_items") or [])
        call.account.memory.setdefault(LINES, {})[intent["id"]] = lines
    if "payment_details" in params:
        details = params["payment_details"] or {}
        names = ("customer_reference", "order_reference")
        intent["payment_details"] = {name: details.get(name) for name in names} if details else None


def _transfer(intent: Object, params: dict[str, Any]) -> Object | None:
    """Where the money goes on to: as it was, or changed; there is no amount without an account."""
    transfer = {**(intent["transfer_data"] or {}), **(params.get("transfer_data") or {})}
    if transfer and not transfer.get("destination"):
        raise missing_param("transfer_data[destination]")
    return {name: transfer.get(name) for name in ("amount", "destination")} if transfer else None


def _set_method(call: Call, intent: Object, method: Object) -> None:
    account, id = call.account, method["id"]
    if account.find(id) is None:
        account.add(method)
    if intent["payment_method"] != id:
        account.authenticated.pop(intent["id"], None)
        intent["payment_method"] = id
    if intent["status"] in ("requires_payment_method", "requires_action"):
        intent["status"], intent["next_action"] = "requires_confirmation", None


def _method(call: Call, customer: str | None) -> Object | None:
    params, account = call.params, call.account
    if params.get("payment_method") is not None:
        method = method_objects.resolve(account, params["payment_method"])
        method_objects.check_usable(account, method, customer)
        return method
    if "payment_method_data" in params:
        return method_objects.from_data(account, params["payment_method_data"], "payment_method_data")
    return None


def _check_amount_to_confirm(intent: Object, params: dict[str, Any]) -> None:
    amount = params.get("amount_to_confirm")
    if amount is not None and amount != intent["amount"]:
        message = f"The amount to confirm ({amount}) is not the PaymentIntent's amount ({intent['amount']})."
        raise invalid(message, param="amount_to_confirm", payment_intent=copy_of(intent))


def _check_amount_change(intent: Object, params: dict[str, Any]) -> None:
    if intent["status"] not in flow.CONFIRMABLE:
        raise unexpected_state(
            f"This PaymentIntent's amount could not be updated because it has a status of {intent['status']}. You may "
            "only update the amount of a PaymentIntent with one of the following statuses: "
            f"{', '.join(flow.CONFIRMABLE)}.",
            copy_of(intent),
        )
    currency = check_currency(params["currency"] if "currency" in params else intent["currency"])
    check_amount(params["amount"] if "amount" in params else intent["amount"], currency)


def _check_method_stays(intent: Object, params: dict[str, Any]) -> None:
    for name in ("payment_method", "payment_method_data"):
        if name in params:
            raise unexpected_state(
                f"You cannot update this PaymentIntent's `{name}` because it has a status of {intent['status']}. You "
                "may only update it with one of the following statuses: "
                f"{', '.join(flow.CONFIRMABLE)}.",
                copy_of(intent),
            )


def _check_publishable(call: Call, intent: Object) -> None:
    for name in intent_params.SECRET_ONLY:
        if name in call.params:
            message = f"You cannot use the `{name}` parameter with a publishable key. Please use your secret key."
            raise invalid(message, param=name, code="secret_key_required")
    usage = call.params.get("setup_future_usage", intent["setup_future_usage"])
    if usage != intent["setup_future_usage"] and (intent["setup_future_usage"], usage) != (
        "on_session",
        "off_session",
    ):
        message = "A publishable key may only change `setup_future_usage` from `on_session` to `off_session`."
        raise invalid(message, param="setup_future_usage")


_ID = "/v1/payment_intents/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/payment_intents", create),
    Endpoint("GET", "/v1/payment_intents", lister(KIND, "customer", "customer_account")),
    Endpoint("GET", "/v1/payment_intents/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", _ID, retrieve, publishable=True),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/confirm", confirm, publishable=True),
    Endpoint("POST", f"{_ID}/capture", capture),
    Endpoint("POST", f"{_ID}/cancel", cancel),
    Endpoint("POST", f"{_ID}/increment_authorization", increment_authorization),
    Endpoint("POST", f"{_ID}/apply_customer_balance", apply_customer_balance),
    Endpoint("POST", f"{_ID}/verify_microdeposits", verify_microdeposits, publishable=True),
    Endpoint("GET", f"{_ID}/amount_details_line_items", list_line_items),
)
