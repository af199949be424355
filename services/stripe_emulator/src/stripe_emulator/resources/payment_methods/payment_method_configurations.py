"""https://docs.stripe.com/api/payment_method_configurations: which types a shop offers."""

from __future__ import annotations

from typing import Any

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Account, Object

KIND = "payment_method_configuration"
# Fields that are no type.
OTHERS = frozenset(("id", "object", "active", "application", "is_default", "livemode", "name", "parent"))
# What a new account offers.
ON = frozenset(("apple_pay", "card", "google_pay", "link"))
DEFAULT = "payment_method_configuration:default"


def create(call: Call) -> Object:
    account, params = call.account, call.params
    default(account)
    configuration = _blank(account, params.get("name", "Configuration"), is_default=False)
    if params.get("parent") is not None:
        account.get(KIND, params["parent"], param="parent", status=400)
        configuration["parent"] = params["parent"]
    _apply(configuration, params)
    account.add(configuration)
    return configuration


def retrieve(call: Call) -> Object:
    default(call.account)
    return call.account.get(KIND, call.path["id"])


def update(call: Call) -> Object:
    configuration = retrieve(call)
    change(configuration, call.params, ("active", "name"))
    _apply(configuration, call.params)
    return configuration


def list_all(call: Call) -> Object:
    default(call.account)
    return page(call, KIND, "active", "application")


def default(account: Account) -> Object:
    """The default configuration, made at its first use."""
    configuration: Object | None = account.memory.get(DEFAULT)
    if configuration is None:
        configuration = account.memory[DEFAULT] = account.add(_blank(account, "Default", is_default=True))
    return configuration


def _blank(account: Account, name: str, *, is_default: bool) -> Object:
    configuration = new(account, KIND, account.ids.new("pmc_"), active=True, is_default=is_default, name=name)
    for type in configuration.keys() - OTHERS:
        configuration[type] = _offered("on" if type in ON else "off")
    return configuration


def _apply(configuration: Object, params: dict[str, Any]) -> None:
    for type, setting in params.items():
        preference = (setting.get("display_preference") or {}).get("preference") if isinstance(setting, dict) else None
        if type in configuration and type not in OTHERS and preference is not None:
            configuration[type] = _offered(preference)


def _offered(preference: str) -> Object:
    on = "on" if preference == "on" else "off"
    return {
        "available": on == "on",
        "display_preference": {"overridable": None, "preference": preference, "value": on},
    }


_ID = "/v1/payment_method_configurations/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/payment_method_configurations", create),
    Endpoint("GET", "/v1/payment_method_configurations", list_all),
    Endpoint("GET", _ID, retrieve),
    Endpoint("POST", _ID, update),
)
