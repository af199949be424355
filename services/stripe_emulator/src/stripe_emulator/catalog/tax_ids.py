"""Tax ids of customers and of the account: https://docs.stripe.com/billing/customer/tax-ids."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit import events
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.paging import list_object
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

KIND = "tax_id"
# Tax ids of one customer.
MOST = 5
# The formats that the page shows, for the most used types; every other type takes any value.
FORMATS: Mapping[str, str] = {
    "eu_vat": r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[0-9A-Z+*]{8,12}",
    "gb_vat": r"GB([0-9]{9}|[0-9]{12}|GD[0-9]{3}|HA[0-9]{3})",
    "us_ein": r"[0-9]{2}-?[0-9]{7}",
    "ch_vat": r"CHE-?[0-9]{3}\.?[0-9]{3}\.?[0-9]{3} ?(MWST|TVA|IVA)",
    "au_abn": r"[0-9]{11}",
    "br_cnpj": r"[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}/?[0-9]{4}-?[0-9]{2}",
    "br_cpf": r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}",
    "ca_bn": r"[0-9]{9}",
    "ca_gst_hst": r"[0-9]{9}RT[0-9]{4}",
    "in_gst": r"[0-9]{2}[0-9A-Z]{13}",
    "jp_cn": r"[0-9]{13}",
    "no_vat": r"[0-9]{9}MVA",
    "nz_gst": r"[0-9]{9}",
    "sg_uen": r"[0-9A-Z]{9,10}",
    "es_cif": r"[0-9A-Z]{9}",
}
# The types that Stripe asks a government about.
VERIFIED = ("eu_vat", "gb_vat", "au_abn")
# What becomes of the digits that test mode knows; all others stay pending
# (https://docs.stripe.com/billing/customer/tax-ids#validation).
VERDICTS: Mapping[str, Object] = {
    "000000000": {"status": "verified", "verified_address": "123 TEST STREET", "verified_name": "TEST"},
    "111111111": {"status": "unverified", "verified_address": None, "verified_name": None},
}
# Of values and types, where they are not the country's code.
PREFIXES = {"el": "GR", "xi": "GB", "eu": None}


def create(call: Call, params: Mapping[str, str], path: str, *, customer: str | None) -> Object:
    """A tax id of a customer or (None) of the account; a customer's is verified right after the request."""
    account = call.account
    check(params, path)
    if customer is not None and len(account.all(KIND, customer=customer)) >= MOST:
        raise invalid(f"A customer may have at most {MOST} tax ids.", code="customer_max_tax_ids")
    timeline = account.clock(customer)
    tax_id = new(
        account,
        KIND,
        account.ids.new("txi_"),
        country=_country(params),
        created=timeline.now(),
        customer=customer,
        owner={**CURRENT.part("tax_id.owner"), "customer": customer, "type": "customer" if customer else "self"},
        type=params["type"],
        value=params["value"],
        verification=None if customer is None else _verification(params["type"]),
    )
    account.add(tax_id)
    verdict = VERDICTS.get(re.sub(r"\D", "", params["value"]))
    if customer is not None and params["type"] in VERIFIED and verdict is not None:
        timeline.after(0, lambda: _verified(call.emulator, account, tax_id, verdict))
    return tax_id


def of_customer(account: Account, customer: Object) -> Object:
    return list_object(account.all(KIND, customer=customer["id"]), f"/v1/customers/{customer['id']}/tax_ids")


def check(params: Mapping[str, str], path: str) -> None:
    """Refuse a value that is not of the format of its type (https://docs.stripe.com/error-codes#tax-id-invalid)."""
    format = FORMATS.get(params["type"])
    if format is not None and re.fullmatch(format, params["value"].upper()) is None:
        raise invalid(f"Invalid value for {params['type']}.", param=path, code="tax_id_invalid")


def _verification(type: str) -> Object:
    status = "pending" if type in VERIFIED else "unavailable"
    return {"status": status, "verified_address": None, "verified_name": None}


def _verified(emulator: Emulator, account: Account, tax_id: Object, verdict: Object) -> None:
    if account.table(KIND).find(tax_id["id"]) is tax_id:
        before, tax_id["verification"] = copy_of(tax_id), dict(verdict)
        previous = difference(before, tax_id)
        created = account.clock(tax_id["customer"]).now()
        events.emit(emulator, account, "customer.tax_id.updated", tax_id, previous=previous, created=created)


def _country(params: Mapping[str, str]) -> str | None:
    prefix = params["value"][:2] if params["type"] == "eu_vat" else params["type"].partition("_")[0]
    return PREFIXES.get(prefix.lower(), prefix.upper())
