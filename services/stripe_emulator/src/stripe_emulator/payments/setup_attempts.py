"""Each confirmation of a SetupIntent leaves a SetupAttempt (https://docs.stripe.com/api/setup_attempts)."""

from __future__ import annotations

from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of

DETAILS = "setup_attempt.payment_method_details"
OF_CARD = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")


def begin(account: Account, intent: Object, method: Object) -> None:
    attempt = new(
        account,
        "setup_attempt",
        account.ids.new("setatt_"),
        attach_to_self=intent["attach_to_self"],
        created=account.clock(intent["customer"]).now(),
        customer=intent["customer"],
        flow_directions=intent["flow_directions"],
        on_behalf_of=intent["on_behalf_of"],
        payment_method=method["id"],
        payment_method_details=_details(method),
        setup_intent=intent["id"],
        status="processing",
        usage=intent["usage"],
    )
    account.add(attempt)
    intent["latest_attempt"] = attempt["id"]


def end(account: Account, intent: Object, status: str, error: Object | None) -> None:
    """Set the result of the latest attempt."""
    latest = account.find(intent["latest_attempt"])
    if latest is not None:
        latest |= {"status": status, "setup_error": None if error is None else copy_of(error)}


def _details(method: Object) -> Object:
    type = method["type"]
    try:
        fields = CURRENT.part(f"{DETAILS}.{type}")
    except KeyError:
        return {"type": type}
    if type == "card":
        card = method["card"]
        fields.update({name: copy_of(card)[name] for name in OF_CARD}, network=card["brand"])
    return {type: fields, "type": type}
