"""The types of payment methods: how each is paid with. Data (https://docs.stripe.com/payments/payment-methods)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Flow = Literal[
    "card", "redirect", "redirect_then_debit", "debit", "voucher", "wait", "at_once", "bank_transfer", "in_person"
]


@dataclass(frozen=True)
class MethodType:
    """How one type is paid with.

    `flow`: `redirect` sends the shopper to a page that authorizes or fails; `debit` is `processing` until the bank
    answers; a `voucher` is paid elsewhere, or not; `wait` asks the shopper in an app; `at_once` succeeds; a
    `bank_transfer` is paid from the customer's cash balance. `currencies` are those it can be charged in (none: any);
    `manual`: amounts can be authorized; `mandate`: a debit needs the customer's; `billing`: details that are required.
    """

    flow: Flow
    currencies: frozenset[str] = frozenset()
    manual: bool = False
    mandate: bool = False
    billing: tuple[str, ...] = ()


def _type(
    flow: Flow, currencies: str = "", *, manual: bool = False, mandate: bool = False, billing: str = ""
) -> MethodType:
    return MethodType(flow, frozenset(currencies.split()), manual, mandate, tuple(billing.split()))


TYPES: dict[str, MethodType] = {
    "acss_debit": _type("debit", "cad usd", mandate=True, billing="name email"),
    "affirm": _type("redirect", "usd cad", manual=True),
    "afterpay_clearpay": _type("redirect", "usd cad gbp aud nzd eur", manual=True),
    "alipay": _type("redirect"),
    "alma": _type("redirect", "eur", manual=True),
    "amazon_pay": _type("redirect", manual=True),
    "au_becs_debit": _type("debit", "aud", mandate=True, billing="name email"),
    "bacs_debit": _type("debit", "gbp", mandate=True, billing="name email"),
    "bancontact": _type("redirect", "eur", billing="name"),
    "billie": _type("redirect", "eur gbp sek", manual=True),
    "bizum": _type("wait", "eur"),
    "blik": _type("wait", "pln"),
    "boleto": _type("voucher", "brl", billing="name email"),
    "card": _type("card", manual=True),
    "card_present": _type("in_person", manual=True),
    "cashapp": _type("redirect", "usd", manual=True),
    "crypto": _type("redirect", "usd"),
    "customer_balance": _type("bank_transfer", "usd eur gbp jpy mxn"),
    "eps": _type("redirect", "eur", billing="name"),
    "fpx": _type("redirect", "myr"),
    "giropay": _type("redirect", "eur", billing="name"),
    "grabpay": _type("redirect", "sgd myr"),
    "ideal": _type("redirect", "eur"),
    "interac_present": _type("in_person", "cad"),
    "kakao_pay": _type("redirect", "krw", manual=True),
    "klarna": _type("redirect", manual=True),
    "konbini": _type("voucher", "jpy", billing="name email"),
    "kr_card": _type("redirect", "krw", manual=True),
    "link": _type("at_once", manual=True),
    "mb_way": _type("wait", "eur"),
    "mobilepay": _type("redirect", manual=True),
    "multibanco": _type("voucher", "eur", billing="email"),
    "naver_pay": _type("redirect", "krw", manual=True),
    "nz_bank_account": _type("debit", "nzd", mandate=True, billing="name email"),
    "oxxo": _type("voucher", "mxn", billing="name email"),
    "p24": _type("redirect", "eur pln", billing="email"),
    "pay_by_bank": _type("redirect", "gbp eur"),
    "payco": _type("redirect", "krw", manual=True),
    "paynow": _type("redirect", "sgd"),
    "paypal": _type("redirect", manual=True),
    "payto": _type("wait", "aud"),
    "pix": _type("redirect", "brl"),
    "promptpay": _type("redirect", "thb"),
    "revolut_pay": _type("redirect", manual=True),
    "samsung_pay": _type("redirect", "krw", manual=True),
    "satispay": _type("redirect", "eur", manual=True),
    "scalapay": _type("redirect", "eur"),
    "sepa_debit": _type("debit", "eur", mandate=True, billing="name email"),
    "sofort": _type("redirect_then_debit", "eur"),
    "sunbit": _type("redirect", "usd"),
    "swish": _type("redirect", "sek"),
    "twint": _type("redirect", "chf"),
    "upi": _type("redirect", "inr"),
    "us_bank_account": _type("debit", "usd", mandate=True, billing="name"),
    "wechat_pay": _type("redirect"),
    "zip": _type("redirect", "aud"),
}
OTHER = MethodType("redirect")


def method_type(type: str) -> MethodType:
    """How a type is paid with; an unknown type redirects to a page."""
    return TYPES.get(type, OTHER)
