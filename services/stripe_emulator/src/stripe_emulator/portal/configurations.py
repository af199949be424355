"""Portal configurations: made, changed, and the default one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from stripe_emulator.portal import features
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid
from stripe_emulator.wire.urls import check_web

KIND = "billing_portal.configuration"
LOGIN = "/_localstack/stripe/billing_portal/login"
# What a merchant has who saved the portal's settings in the Dashboard without changing any.
DEFAULT_FEATURES = {
    "customer_update": {"allowed_updates": ["email", "address", "phone", "tax_id"], "enabled": True},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": True, "cancellation_reason": {"enabled": True, "options": features.REASONS}},
}
INACTIVE_DEFAULT = "You cannot make the default configuration inactive."


def make(call: Call, params: dict[str, Any], *, is_default: bool = False) -> Object:
    """A stored configuration; `params` as POST /v1/billing_portal/configurations takes them."""
    account = call.account
    _check_urls(params)
    merged_features = features.merged(account, features.none(), params["features"])
    configuration = new(
        account,
        KIND,
        account.ids.new("bpc_"),
        active=True,
        business_profile={"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        features=merged_features,
        is_default=is_default,
        login_page={"enabled": False, "url": None},
        updated=account.now(),
    )
    _apply(call, configuration, params)
    return account.add(configuration)


def update(call: Call, configuration: Object, params: dict[str, Any]) -> None:
    """Change a configuration."""
    if params.get("active") is False and configuration["is_default"]:
        raise invalid(INACTIVE_DEFAULT, param="active")
    _check_urls(params)
    if params.get("features") is not None:
        configuration["features"] = features.merged(call.account, configuration["features"], params["features"])
    _apply(call, configuration, params)
    configuration["updated"] = call.account.now()


def default(call: Call) -> Object:
    """The account's default configuration.

    In the Dashboard it is made when the portal's settings are saved; here, at its first use.
    """
    configuration = next(call.account.each(KIND, is_default=True), None)
    return configuration or make(call, {"features": DEFAULT_FEATURES}, is_default=True)


def active(account: Account, id: str, param: str) -> Object:
    """The configuration that a parameter names; 400 for an inactive one."""
    configuration = account.resolve(KIND, id, param)
    if not configuration["active"]:
        raise invalid(f"The configuration `{id}` is not active: it cannot be used for portal sessions.", param=param)
    return configuration


def _check_urls(params: dict[str, Any]) -> None:
    check_web(params.get("default_return_url"), "default_return_url")
    for name in ("privacy_policy_url", "terms_of_service_url"):
        check_web((params.get("business_profile") or {}).get(name), f"business_profile[{name}]")


def _apply(call: Call, configuration: Object, params: dict[str, Any]) -> Object:
    previous = change(configuration, params, ("active", "default_return_url", "metadata", "name"))
    for name, value in (params.get("business_profile") or {}).items():
        if configuration["business_profile"].get(name) != value:
            previous.setdefault("business_profile", {})[name] = configuration["business_profile"].get(name)
            configuration["business_profile"][name] = value
    login = params.get("login_page")
    if login is not None and login["enabled"] is not configuration["login_page"]["enabled"]:
        previous["login_page"] = configuration["login_page"]
        url = (
            f"{call.base_url}{LOGIN}/{configuration['id']}?account={quote(call.account.name)}"
            if login["enabled"]
            else None
        )
        configuration["login_page"] = {"enabled": login["enabled"], "url": url}
    return previous
