"""Events: what happened to an object, as it was then (fact 105)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe_emulator.state.account import API_VERSION, Account, Object
from stripe_emulator.wire.encoding import Json

if TYPE_CHECKING:
    from stripe_emulator.resource_kit.emulator import Emulator

AUTOMATIC: Object = {"id": None, "idempotency_key": None}


def emit(
    emulator: Emulator,
    account: Account,
    type: str,
    obj: Object,
    *,
    request: Object | None = None,
    previous: Object | None = None,
    created: int | None = None,
) -> Object:
    """Record and deliver an event; without `request` it is an automatic one.

    The object is stored as JSON: later changes do not reach it, and it is serialized once for all readers.
    An update that changed nothing has no event. `previous`: see `changes`.
    """
    account.refile(obj)
    if previous == {} and type.endswith(".updated"):
        return {}
    data: Object = {"object": obj}
    if previous is not None:
        data["previous_attributes"] = previous
    event = {
        "id": account.ids.new("evt_"),
        "object": "event",
        "api_version": API_VERSION,
        "created": account.now() if created is None else created,
        "data": Json(data),
        "livemode": False,
        "pending_webhooks": 0,
        "request": request or AUTOMATIC,
        "type": type,
    }
    account.add(event)
    id = obj.get("id", "")
    emulator.webhooks.send(account, event, id)
    account.notify(id, type)
    return event
