"""https://docs.stripe.com/api/payment_method_domains: where wallets may be shown."""

from __future__ import annotations

import re

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, new, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

KIND = "payment_method_domain"
WALLETS = ("amazon_pay", "apple_pay", "google_pay", "klarna", "link", "paypal")
NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


def create(call: Call) -> Object:
    """Register a domain; a known one is returned as it is."""
    account, params = call.account, call.params
    name = params["domain_name"]
    if not NAME.fullmatch(name):
        raise invalid(f"The domain name {name[:80]} is not valid.", param="domain_name")
    known = next(account.each(KIND, domain_name=name), None)
    if known is not None:
        return known
    enabled = params.get("enabled", True)
    status = "active" if enabled else "inactive"
    domain = new(
        account,
        KIND,
        account.ids.new("pmd_"),
        domain_name=name,
        enabled=enabled,
        **{wallet: {"status": status} for wallet in WALLETS},
    )
    return account.add(domain)


def update(call: Call) -> Object:
    domain = call.account.get(KIND, call.path["id"])
    change(domain, call.params, ("enabled",))
    return validate(call)


def validate(call: Call) -> Object:
    """Check again whether wallets can be shown: they can where the domain is enabled."""
    domain = call.account.get(KIND, call.path["id"])
    for wallet in WALLETS:
        domain[wallet] = {"status": "active" if domain["enabled"] else "inactive"}
    return domain


_ID = "/v1/payment_method_domains/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/payment_method_domains", create),
    Endpoint("GET", "/v1/payment_method_domains", lister(KIND, "domain_name", "enabled")),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/validate", validate),
)
