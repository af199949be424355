"""Portal sessions: a customer's way in, opened by the merchant's server or by the login page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from stripe_emulator.portal import flows
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Object
from stripe_emulator.wire.urls import check_web

KIND = "billing_portal.session"
PAGE = "/_localstack/stripe/billing_portal/sessions"


def make(call: Call, customer: Object, configuration: Object, params: dict[str, Any]) -> Object:
    """A stored session; `params` as POST /v1/billing_portal/sessions takes them."""
    account = call.account
    check_web(params.get("return_url"), "return_url")
    flow = params.get("flow_data")
    id = account.ids.new("bps_")
    session = new(
        account,
        KIND,
        id,
        configuration=configuration["id"],
        created=account.clock(customer["id"]).now(),
        customer=customer["id"],
        flow=flow and flows.create(account, flow, configuration, customer["id"]),
        locale=params.get("locale"),
        on_behalf_of=params.get("on_behalf_of"),
        return_url=params.get("return_url", configuration["default_return_url"]),
        url=f"{call.base_url}{PAGE}/{id}?account={quote(account.name)}",
    )
    account.add(session)
    call.emit("billing_portal.session.created", session)
    return session
