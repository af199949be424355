"""The payment methods that the page offers: their words, their fields, and what these become as API parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stripe_emulator.checkout.hosted.html import choice, escape, field
from stripe_emulator.money import bank_accounts
from stripe_emulator.state.account import Object

Texts = Mapping[str, str]
REQUIRED = "Required"
INCOMPLETE_EXPIRY = "Your card's expiration date is incomplete."


@dataclass(frozen=True)
class PageMethod:
    """One payment method on the page: `fields` renders, `check` adds errors by field, `params` are its own hash."""

    label: str
    fields: Callable[[Texts, Texts], str]
    check: Callable[[Texts, dict[str, str]], None]
    params: Callable[[Texts], dict[str, Any]]


def methods_of(session: Object) -> list[str]:
    """The payment methods of the session that the page supports; may be empty."""
    return [type for type in session["payment_method_types"] if type in METHODS]


def chosen(session: Object, values: Texts) -> str | None:
    """The payment method that was chosen, the first one without a choice; None where the page supports none."""
    types = methods_of(session)
    return values["method"] if values.get("method") in types else next(iter(types), None)


def need(values: Texts, errors: dict[str, str], *ids: str) -> None:
    for id in ids:
        if not values.get(id, "").strip():
            errors[id] = REQUIRED


def plain(id: str, label: str, values: Texts, errors: Texts, **attributes: str) -> str:
    """A field that shows what was typed."""
    return field(id, label, values.get(id, ""), errors.get(id), **attributes)


def _card_fields(values: Texts, errors: Texts) -> str:
    numeric = {"inputmode": "numeric"}
    number = field(
        "cardNumber",
        "Card number",
        "",
        errors.get("cardNumber"),
        **numeric,
        autocomplete="cc-number",
        placeholder="1234 1234 1234 1234",
    )
    expiry = plain(
        "cardExpiry", "Expiration date", values, errors, **numeric, autocomplete="cc-exp", placeholder="MM / YY"
    )
    cvc = field(
        "cardCvc",
        "Security code (CVC)",
        "",
        errors.get("cardCvc"),
        **numeric,
        autocomplete="cc-csc",
        placeholder="CVC",
        maxlength="4",
    )
    return f"{number}<div class='pair'>{expiry}{cvc}</div>"


def _check_card(values: Texts, errors: dict[str, str]) -> None:
    need(values, errors, "cardNumber", "cardExpiry", "cardCvc")
    if values.get("cardExpiry") and _expiry(values["cardExpiry"]) is None:
        errors["cardExpiry"] = INCOMPLETE_EXPIRY


def _card(values: Texts) -> dict[str, Any]:
    expiry = _expiry(values["cardExpiry"])
    assert expiry is not None, "checked before"
    return {"number": values["cardNumber"], "exp_month": expiry[0], "exp_year": expiry[1], "cvc": values["cardCvc"]}


def _expiry(text: str) -> tuple[int, int] | None:
    """Month and year of `12 / 34`, `12/2034` or `1234`."""
    digits = re.sub(r"\D", "", text)
    if len(digits) not in (4, 6):
        return None
    return int(digits[:2]), int(digits[2:])


def _iban_field(values: Texts, errors: Texts) -> str:
    return plain("iban", "IBAN", values, errors, autocomplete="off", placeholder="DE00 0000 0000 0000 0000 00")


def _iban(values: Texts) -> dict[str, Any]:
    return {"iban": values["iban"].replace(" ", "").upper()}


def _bank_fields(values: Texts, errors: Texts) -> str:
    """A test account that is verified at once, or the numbers of one."""
    options = bank_accounts.CHOICES
    bank = choice("bank", "Bank account", options.items(), values.get("bank", next(iter(options))), errors.get("bank"))
    numbers = "".join(
        plain(id, label, values, errors, inputmode="numeric", autocomplete="off", placeholder=example)
        for id, label, example in (
            ("routingNumber", "Routing number", bank_accounts.TEST_ROUTING),
            ("accountNumber", "Account number", "000123456789"),
        )
    )
    return f"{bank}<div class='pair manual'>{numbers}</div>"


def _check_bank(values: Texts, errors: dict[str, str]) -> None:
    if values.get("bank") == bank_accounts.MANUAL:
        need(values, errors, "routingNumber", "accountNumber")
    elif values.get("bank") not in bank_accounts.CHOICES:
        errors["bank"] = REQUIRED


def _bank(values: Texts) -> dict[str, Any]:
    return bank_accounts.details_of(values["bank"], values.get("accountNumber", ""), values.get("routingNumber", ""))


def _redirecting(name: str) -> PageMethod:
    words = f"<p class='soft'>You will be redirected to {escape(name)} to complete the payment.</p>"
    return PageMethod(name, lambda values, errors: words, lambda values, errors: None, lambda values: {})


METHODS = {
    "affirm": _redirecting("Affirm"),
    "afterpay_clearpay": _redirecting("Afterpay / Clearpay"),
    "bancontact": _redirecting("Bancontact"),
    "card": PageMethod("Card", _card_fields, _check_card, _card),
    "eps": _redirecting("EPS"),
    "ideal": _redirecting("iDEAL"),
    "klarna": _redirecting("Klarna"),
    "p24": _redirecting("Przelewy24"),
    "sepa_debit": PageMethod(
        "SEPA Direct Debit", _iban_field, lambda values, errors: need(values, errors, "iban"), _iban
    ),
    "us_bank_account": PageMethod("US bank account", _bank_fields, _check_bank, _bank),
}
