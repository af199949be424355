"""A few of Stripe's tax codes: those that its own pages use as examples (https://docs.stripe.com/tax/tax-codes)."""

from __future__ import annotations

import re

from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import no_such

# Id to name and description; the descriptions are ours.
TABLE = {
    "txcd_99999999": ("General - Tangible Goods", "Any tangible or physical good."),
    "txcd_92010001": ("Shipping", "Delivery of physical goods."),
    "txcd_20030000": ("General - Services", "Any service that has no code of its own."),
    "txcd_10701000": ("Website Advertising", "Advertising on websites."),
    "txcd_10401100": ("Digital Audio Works - downloaded - permanent rights", "Music and speech, downloaded for good."),
    "txcd_10302000": ("Digital Books - downloaded - permanent rights", "Books, downloaded for good."),
    "txcd_10103100": ("Software as a service (SaaS) - electronic download - business use", "Software, downloaded."),
    "txcd_10103001": ("Software as a service (SaaS) - business use", "Software in the cloud, used by businesses."),
    "txcd_10103000": ("Software as a service (SaaS) - personal use", "Software in the cloud, used by persons."),
    "txcd_10000000": ("General - Electronically Supplied Services", "Any service delivered over the internet."),
    "txcd_00000000": ("Nontaxable", "Anything that is taxed nowhere."),
}
SHAPED = re.compile(r"txcd_[0-9]{8}")


def check(account: Account, id: str, param: str) -> None:
    """Refuse what cannot be a tax code; one of Stripe's that is not in the table passes."""
    if SHAPED.fullmatch(id) is None:
        raise no_such("tax code", id[:200], param, 400)
    if id in TABLE:
        known(account)


def known(account: Account) -> list[Object]:
    """The tax codes of the table; they are added to an account at their first use."""
    if len(account.table("tax_code")) == 0:
        for id, (name, description) in reversed(TABLE.items()):
            account.add({"id": id, "object": "tax_code", "description": description, "name": name})
    return account.all("tax_code")
