"""A PaymentIntent names its `latest_charge`; before, it showed its `charges`, and a charge its `refunds`."""

from __future__ import annotations

from stripe_emulator.resource_kit.paging import list_object
from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _charges(account: Account, intent: Object) -> Object:
    made = account.all("charge", payment_intent=intent["id"])
    shown = [{**charge, "refunds": _refunds(account, charge)} for charge in made]
    return list_object(shown, f"/v1/charges?payment_intent={intent['id']}")


def _refunds(account: Account, charge: Object) -> Object:
    made = account.all("refund", charge=charge["id"])
    return list_object(made, f"/v1/charges/{charge['id']}/refunds")


def _with_refunds(account: Account, charge: Object, shown: Object) -> None:
    shown["refunds"] = _refunds(account, charge)


CHANGE = Change(
    "https://docs.stripe.com/changelog/2022-11-15",
    fields={"payment_intent": {"charges": _charges}},
    amend={"charge": _with_refunds},
)
