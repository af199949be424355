"""https://docs.stripe.com/api/disputes: retrieve, update, close, list. Disputes that cards cause (facts 97-104)."""

from __future__ import annotations

from stripe_emulator.money import disputes
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change, lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object, copy_of

KIND = "dispute"


def update(call: Call) -> Object:
    """Change metadata and evidence; evidence is submitted unless `submit=false` (fact 99)."""
    account, params = call.account, call.params
    dispute = account.get(KIND, call.path["id"])
    evidence = params.get("evidence")
    before = copy_of(dispute)
    if evidence is not None or params.get("submit"):
        disputes.check_open(dispute)
        disputes.state_evidence(account, dispute, evidence or {})
        if params.get("submit", True):
            disputes.submit(call.emulator, account, dispute)
    change(dispute, params, ("metadata",))
    call.emit("charge.dispute.updated", dispute, difference(before, dispute))
    return dispute


def close(call: Call) -> Object:
    """Accept the dispute: lost (fact 100); an inquiry is closed."""
    dispute = call.account.get(KIND, call.path["id"])
    disputes.check_open(dispute)
    disputes.lose(call.emulator, call.account, dispute)
    return dispute


ENDPOINTS = (
    Endpoint("GET", "/v1/disputes", lister(KIND, "charge", "payment_intent")),
    Endpoint("GET", "/v1/disputes/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/disputes/{id}", update),
    Endpoint("POST", "/v1/disputes/{id}/close", close),
)
