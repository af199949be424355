"""What scenarios say of the mails that a shop sends."""

from __future__ import annotations

from harness import Buyer, Mail, Shop, eventually
from scenarios.steps import equal


def mails_to(shop: Shop, buyer: Buyer, wanted: int = 1) -> list[Mail]:
    """The mails to a shopper, once there are as many as wanted; more are a failure."""

    def enough() -> list[Mail] | None:
        mails = shop.mails(buyer.email)
        return mails if len(mails) >= wanted else None

    found = eventually(enough, reason=f"{wanted} mail to {buyer.email}") or []
    equal(len(found), wanted, what=f"the number of mails to {buyer.email}")
    return found
