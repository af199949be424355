"""From method and canonical path to the endpoint; all mounts have the same paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stripe_emulator.contract import CURRENT, Contract, Operation, for_version
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.versions.requests import Translation, translation
from stripe_emulator.wire.errors import StripeError, invalid

MOUNTS = ("/stripe", "/_extension/stripe")
HOST = "stripe.localhost.localstack.cloud"
INTROSPECTION = "/_localstack/stripe"
# What a browser asks for: sessions, recoveries of them, payment links, Stripe.js.
PAGES = ("/c/pay", "/c/recover", "/b", "/js.stripe.com")
# Prefixes of the emulator's paths, besides `/v1/` and its resources.
PREFIXES = (INTROSPECTION, *PAGES, *MOUNTS)


# Stripe's resources below `/v1/`; on a shared port other services keep their own (https://docs.stripe.com/api).
RESOURCES = frozenset(
    (
        "account", "account_links", "account_sessions", "accounts", "apple_pay", "application_fees", "apps",
        "balance", "balance_settings", "balance_transactions", "billing", "billing_portal", "charges", "checkout",
        "climate", "confirmation_tokens", "country_specs", "coupons", "credit_notes", "crypto", "customer_sessions",
        "customers", "disputes", "elements", "entitlements", "ephemeral_keys", "events", "exchange_rates",
        "external_accounts", "file_links", "files", "financial_connections", "forwarding", "identity",
        "invoice_payments", "invoice_rendering_templates", "invoiceitems", "invoices", "issuing", "mandates",
        "payment_attempt_records", "payment_intents", "payment_links", "payment_method_configurations",
        "payment_method_domains", "payment_methods", "payment_pages", "payment_records", "payouts", "plans", "prices",
        "products", "promotion_codes", "quotes", "radar", "refunds", "reporting", "reviews", "setup_attempts",
        "setup_intents", "shipping_rates", "sigma", "sources", "subscription_items", "subscription_schedules",
        "subscriptions", "tax", "tax_codes", "tax_ids", "tax_rates", "terminal", "test_helpers", "tokens", "topups",
        "transfers", "treasury", "webhook_endpoints",
    )
)  # fmt: skip


def owns(path: str, host: str) -> bool:
    """Whether a request to a shared port is for the emulator."""
    if host.partition(":")[0].lower() == HOST:
        return True
    _, first, second, *_ = [*path.split("/"), "", ""]
    return (first == "v1" and second in RESOURCES) or any(path == own or path.startswith(f"{own}/") for own in PREFIXES)


def canonical(path: str) -> str:
    """The path without its mount: `/stripe/v1/charges` is `/v1/charges`."""
    for mount in MOUNTS:
        if path.startswith(f"{mount}/"):
            return path[len(mount) :]
    return path


@dataclass(frozen=True)
class VersionedOperation:
    """An operation as one API version has it."""

    contract: Contract
    operation: Operation
    translation: Translation

    def judge(self, raw: dict[str, Any], publishable: bool) -> dict[str, Any]:
        """The typed parameters by that version's contract; 400 for what it does not take."""
        self.translation.check(raw)
        return self.contract.judge(self.operation, raw, publishable)


class Router:
    """All endpoints by method, number of segments and resource."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._rows: dict[tuple[str, int, str], list[tuple[list[str], Endpoint]]] = {}
        self._operations: dict[tuple[str, str, str], VersionedOperation] = {}
        for endpoint in endpoints:
            segments = endpoint.path.split("/")
            self._rows.setdefault((endpoint.method, len(segments), segments[2]), []).append((segments, endpoint))
        for rows in self._rows.values():
            rows.sort(key=lambda row: row[1].path.count("{"))

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """The endpoint and the ids in the path; 404 in Stripe's words without one."""
        segments = path.rstrip("/").split("/")
        if len(segments) > 2:
            for pattern, endpoint in self._rows.get((method, len(segments), segments[2]), ()):
                ids = _match(pattern, segments)
                if ids is not None:
                    return endpoint, ids
        raise unrecognized(method, path)

    def operation(self, endpoint: Endpoint, path: str, version: str) -> VersionedOperation:
        """What an endpoint is in an API version; 404 in Stripe's words where that version has no such operation."""
        own = for_version(version)
        key = (endpoint.method, endpoint.path, own.version)  # the table's: clients may name any day of a family
        found = self._operations.get(key)
        if found is None:
            found = _versioned(endpoint, own)
            if found is None:
                raise unrecognized(endpoint.method, path)
            self._operations[key] = found
        return found


def _versioned(endpoint: Endpoint, own: Contract) -> VersionedOperation | None:
    """The operation in a version's own contract, or in the default one: what Stripe adds is there in every version.

    None for what only other versions have: what Stripe removed is gone in the versions after.
    """
    for contract in (own, CURRENT):
        operation = contract.operation(endpoint.method, endpoint.path)
        if operation is not None:
            return VersionedOperation(contract, operation, translation(own.version, operation.key))
    return None


def unrecognized(method: str, path: str) -> StripeError:
    return invalid(
        f"Unrecognized request URL ({method}: {path[:200]}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
        status=404,
    )


def _match(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    ids: dict[str, str] = {}
    for expected, got in zip(pattern, segments, strict=True):
        if expected.startswith("{") and got:
            ids[expected[1:-1]] = got
        elif expected != got:
            return None
    return ids
