"""https://docs.stripe.com/api/customer_sessions: what a browser may do for a customer."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "customer_session"
LIFETIME = 1800


def create(call: Call) -> Object:
    """A session of half an hour."""
    account, params = call.account, call.params
    customer = call.resolve("customer", "customer")
    if customer is None:
        raise missing_param("customer")
    if not any((component or {}).get("enabled") for component in params["components"].values()):
        raise invalid("At least 1 component must be enabled.", param="components")
    now = account.now()
    session = CURRENT.blank(KIND)
    return session | {
        "client_secret": f"cuss_secret_{account.ids.letters(48)}",
        "components": _components(account, params["components"]),
        "created": now,
        "customer": customer["id"],
        "expires_at": now + LIFETIME,
    }


def _components(account: Account, params: dict[str, Any]) -> Object:
    return {name: _component(name, params.get(name) or {}) for name in CURRENT.part(f"{KIND}.components")}


def _component(name: str, params: dict[str, Any]) -> Object:
    component = CURRENT.part(f"{KIND}.components.{name}") | {"enabled": bool(params.get("enabled", False))}
    if "features" in component and component["enabled"]:
        features = CURRENT.part(f"{KIND}.components.{name}.features")
        requested = params.get("features") or {}
        component["features"] = {feature: requested.get(feature, _default(feature)) for feature in features}
    return component


def _default(feature: str) -> Any:
    if feature.endswith("_filters"):
        return ["always"]
    if feature.endswith("_limit"):
        return 3
    return None if feature.endswith(("_override", "_usage")) else "disabled"


ENDPOINTS = (Endpoint("POST", "/v1/customer_sessions", create),)
