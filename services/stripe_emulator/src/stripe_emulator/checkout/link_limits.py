"""How many sessions of a payment link may be completed (https://docs.stripe.com/api/payment-link/object#payment_link_object-restrictions)."""

from __future__ import annotations

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.state.account import Object, copy_of


def count(call: Call, session: Object) -> None:
    """Count one completed session; at its limit the link is deactivated."""
    link = call.account.find(session["payment_link"])
    limits = ((link or {}).get("restrictions") or {}).get("completed_sessions")
    if link is None or limits is None:
        return
    before = copy_of(link)
    limits["count"] += 1
    if limits["count"] >= limits["limit"] and link["active"]:
        link["active"] = False
        call.emit("payment_link.updated", link, difference(before, link))
