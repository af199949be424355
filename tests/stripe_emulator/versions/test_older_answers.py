"""What older API versions show: also what came without anything that went for it."""

from __future__ import annotations

import pytest

from stripe_emulator.contract import for_version, versions
from tests.stripe_emulator.billing.merchant import Merchant
from tests.stripe_emulator.client import Account, ok

PERIOD = ("current_period_start", "current_period_end")
BASIL = "2025-03-31"


@pytest.mark.parametrize("version", [version for version in versions() if version < BASIL])
def test_an_item_has_its_period_in_versions_before_basil_too(account: Account, version: str) -> None:
    """Fact 124: the subscription has kept its own there, and its item shows the same."""
    merchant = Merchant(account)
    params = {"customer": merchant.customer(), "items": [{"price": merchant.price(500)}]}
    made = account.post("/v1/subscriptions", params, headers={"Stripe-Version": version}).json()
    item = made["items"]["data"][0]
    assert [item[name] for name in PERIOD] == [made[name] for name in PERIOD]
    assert made["current_period_start"] < made["current_period_end"]
    assert for_version(version).check(made) == []


@pytest.mark.parametrize("version", versions())
def test_a_deleted_discount_is_of_the_version_too(account: Account, version: str) -> None:
    """It is answered whole, unlike other deleted objects, of which `id` and `deleted` are left."""
    headers = {"Stripe-Version": version}
    merchant = Merchant(account)
    coupon = merchant.post("/v1/coupons", percent_off=10, duration="forever")["id"]
    customer = ok(account.post("/v1/customers", {"coupon": coupon}))["id"]
    gone = account.delete(f"/v1/customers/{customer}/discount", headers=headers).json()
    assert (gone["object"], gone["deleted"]) == ("discount", True)
    assert for_version(version).check(gone) == []
    assert account.delete(f"/v1/customers/{customer}", headers=headers).json() == {
        "id": customer, "object": "customer", "deleted": True,
    }  # fmt: skip
