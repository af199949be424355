"""Bank debits, which a bank answers days later: test accounts that Stripe documents, and how each is answered.

https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test-your-integration and
https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SEPA, ACH = "sepa_debit", "us_bank_account"
GOOD, BAD, UNANSWERED = "success", "failure", "none for now"
# By the bank's answer. `none for now` is one after three minutes by Stripe's clock, or one that never comes.
IBANS = {GOOD: "AT611904300234573201", BAD: "AT861904300235473202", UNANSWERED: "AT321904300235473204"}
# What stands on Stripe's page, at its test institution.
INSTITUTIONS = {GOOD: "success", BAD: "insufficientFunds", UNANSWERED: "processing"}


@dataclass(frozen=True)
class Debit:
    """A debit of one type of payment method, from an account (an IBAN, or a name at Stripe's test institution)."""

    type: str
    account: str
    holder: str = "Jenny Rosen"
    email: str = "jenny.rosen@shop.example"


def debit(types: Iterable[str], answer: str) -> Debit | None:
    """A debit that can be paid with one of these types of payment methods and is answered so; None for no such type."""
    found = set(types)
    for type, accounts in ((SEPA, IBANS), (ACH, INSTITUTIONS)):
        if type in found:
            return Debit(type, accounts[answer])
    return None
