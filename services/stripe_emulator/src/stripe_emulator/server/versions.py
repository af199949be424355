"""Answers and events as another API version shows them: its fields and no others, old names where it had them (fact 8).

Objects are kept in the shape of the default version. Another version's view of them follows from that version's table;
what was only renamed or moved since is in `DERIVED`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from stripe_emulator.billing.credit_notes import legacy_fields as credit_note_legacy_fields
from stripe_emulator.billing.invoices import legacy_fields
from stripe_emulator.catalog import coupon_terms
from stripe_emulator.contract import CURRENT, Contract, for_version
from stripe_emulator.contract.nodes import Enum, ListOf, MapOf, Node, Page, Reference, Shape, Union
from stripe_emulator.state.account import Account, Object

# Newer names of parameters (2026-10-28.endive).
RENAMED = {"allowed_payment_method_types": "payment_method_types"}
# What other versions call the members of an enum: the `ui_mode` of a Checkout Session (fact 114).
WORDS = {"hosted_page": "hosted", "embedded_page": "embedded", "elements": "custom"}
VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(\.[a-z]+)?", re.ASCII)
FIRST, FIRST_NAMED = date(2011, 1, 1), date(2024, 9, 30)
Derive = Callable[[Account, Object], Any]


def view(account: Account, value: Any, version: str) -> Any:
    """A copy of a response as `version` shows it; the value itself for the default version."""
    contract = for_version(version)
    return value if contract is CURRENT else _View(account, contract).of(value)


def could_be(version: str) -> bool:
    """Whether Stripe may have released a version of this name: a day from its first to today, and since 2024-09-30
    the name of a release (fact 8; https://docs.stripe.com/upgrades). Which of these days were none is not known here.
    """
    match = VERSION.fullmatch(version)
    try:
        day = match and date.fromisoformat(match[1])
    except ValueError:
        return False
    if not match or not day or not FIRST <= day <= datetime.now(UTC).date() + timedelta(days=1):
        return False
    return (match[2] is not None) is (day >= FIRST_NAMED)


def with_current_names(params: Object) -> Object:
    """The parameters under the names that handlers use."""
    for new, old in RENAMED.items():
        value = params.pop(new, None)
        if value is not None:
            params.setdefault(old, value)
    return params


class _View:
    def __init__(self, account: Account, contract: Contract) -> None:
        self._account, self._contract = account, contract

    def of(self, value: Any) -> Any:
        """Any value: objects are recognized by their `object`, hashes and lists by their members."""
        if isinstance(value, list):
            return [self.of(member) for member in value]
        if not isinstance(value, dict):
            return value
        shape = self._shape(value)
        if shape is None:
            return {name: self.of(member) for name, member in value.items()}
        return self._object(value, shape)

    def _shape(self, value: Object) -> Shape | None:
        kind = value.get("object")
        if not isinstance(kind, str) or value.get("deleted"):
            return None
        try:
            return self._contract.shape(kind)
        except KeyError:
            return None

    def _object(self, value: Object, shape: Shape) -> Object:
        rendered = self._hash(value, shape)
        for name, derive in DERIVED.get(value["object"], {}).items():
            if name in shape.fields and name not in value:
                rendered[name] = self.of(derive(self._account, value))
        blank = self._contract.blank(value["object"])
        return {
            name: rendered.get(name, blank.get(name)) for name in (*value, *blank) if name in rendered or name in blank
        }

    def _hash(self, value: Object, shape: Shape) -> Object:
        fields = shape.fields
        return {name: self._node(member, fields[name].slot.node) for name, member in value.items() if name in fields}

    def _node(self, value: Any, node: Node) -> Any:
        if isinstance(value, list) and isinstance(node, ListOf):
            return [self._node(member, node.member.node) for member in value]
        if isinstance(node, Enum) and value not in node.words:
            return WORDS.get(value, value)
        if not isinstance(value, dict) or "object" in value or isinstance(node, MapOf | Page | Reference | Union):
            return self.of(value)
        return self._hash(value, node) if isinstance(node, Shape) else self.of(value)


def _first_item(name: str) -> Derive:
    def derive(_: Account, subscription: Object) -> Any:
        items = subscription["items"]["data"]
        return items[0].get(name) if items else None

    return derive


def _first_discount(account: Account, obj: Object) -> Any:
    discounts = obj.get("discounts") or []
    first = discounts[0] if discounts else None
    return account.find(first) if isinstance(first, str) else first


def _coupon_of_code(account: Account, code: Object) -> Any:
    return account.table("coupon").find(code["promotion"]["coupon"])


# By kind: fields that other versions name or place differently, derived from the stored object.
DERIVED: dict[str, dict[str, Derive]] = {
    "subscription": {
        "current_period_start": _first_item("current_period_start"),
        "current_period_end": _first_item("current_period_end"),
        "discount": _first_discount,
    },
    "discount": {"coupon": coupon_terms.of_older_versions},
    "promotion_code": {"coupon": _coupon_of_code},
    "invoice": {
        "discount": _first_discount,
        "paid": lambda _, invoice: invoice["status"] == "paid",
        "subscription": lambda _, invoice: ((invoice["parent"] or {}).get("subscription_details") or {}).get(
            "subscription"
        ),
        **legacy_fields.INVOICE,
    },
    "line_item": legacy_fields.LINE_ITEM,
    "credit_note": credit_note_legacy_fields.CREDIT_NOTE,
    "credit_note_line_item": credit_note_legacy_fields.CREDIT_NOTE_LINE_ITEM,
    "invoiceitem": legacy_fields.INVOICEITEM,
    "payment_intent": legacy_fields.PAYMENT_INTENT,
    "charge": legacy_fields.CHARGE,
    "product": {"features": lambda _, product: product["marketing_features"]},
    "checkout.session": {
        "allowed_payment_method_types": lambda _, session: session["payment_method_types"],
        "shipping_details": lambda _, session: (session["collected_information"] or {}).get("shipping_details"),
    },
}
