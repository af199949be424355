"""Draft invoices as the tests make them."""

from __future__ import annotations

from typing import Any

from tests.stripe_emulator.billing.merchant import Merchant
from tests.stripe_emulator.client import JSON


def drafted(merchant: Merchant, customer: str, amount: int = 2000, **params: Any) -> JSON:
    """A draft over one item."""
    merchant.post("/v1/invoiceitems", customer=customer, amount=amount, currency="usd", description="Work")
    return merchant.post("/v1/invoices", customer=customer, pending_invoice_items_behavior="include", **params)
