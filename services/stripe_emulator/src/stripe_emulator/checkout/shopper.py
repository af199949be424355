"""The shopper's input on the page (contact, addresses, fields, consent), and how it is written into the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.checkout.fields import KIND, full_hash
from stripe_emulator.state.account import Object, copy_of

CONTACT = ("address", "business_name", "email", "individual_name", "name", "phone")


@dataclass
class ShopperInput:
    """What the shopper entered for one attempt; addresses have every field."""

    payment_method: str | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    business_name: str | None = None
    individual_name: str | None = None
    address: Object | None = None
    # `{address, name}`.
    shipping: Object | None = None
    custom_fields: dict[str, str] = field(default_factory=dict)
    terms_accepted: bool = False
    promotions: bool = False

    def write(self, session: Object) -> None:
        """Write it into `customer_details`, `collected_information`, `custom_fields` and `consent`."""
        known = session["customer_details"] or {}
        contact: dict[str, Any] = {name: getattr(self, name) or known.get(name) for name in CONTACT}
        session["customer_details"] = {"tax_exempt": "none", **contact, "tax_ids": known.get("tax_ids") or []}
        session["customer_details"]["tax_exempt"] = known.get("tax_exempt") or "none"
        if self.shipping or self.business_name or self.individual_name:
            session["collected_information"] = full_hash(
                f"{KIND}.collected_information",
                {"business_name": self.business_name, "individual_name": self.individual_name},
            )
            session["collected_information"]["shipping_details"] = self.shipping and copy_of(self.shipping)
        for custom in session["custom_fields"]:
            custom[custom["type"]]["value"] = self.custom_fields.get(custom["key"]) or None
        if session["consent_collection"]:
            session["consent"] = self._consent(session["consent_collection"])

    def _consent(self, collection: Object) -> Object:
        offered = collection["promotions"] == "auto"
        return {
            "promotions": ("opt_in" if self.promotions else "opt_out") if offered else None,
            "terms_of_service": "accepted"
            if collection["terms_of_service"] == "required" and self.terms_accepted
            else None,
        }


def of_method(method: Object) -> ShopperInput:
    """The shopper's data from a PaymentMethod, for payments without the page."""
    billing = method["billing_details"]
    address = billing["address"] if any((billing["address"] or {}).values()) else None
    return ShopperInput(
        payment_method=method["id"],
        email=billing["email"],
        name=billing["name"],
        phone=billing["phone"],
        address=address and copy_of(address),
    )
