"""Amounts are integers of the smallest unit in every currency, with two decimals, with none and with three."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/currencies"
BUILDS_ON = ()
AMOUNTS = {
    "usd": 50,
    "eur": 50,
    "gbp": 30,
    "jpy": 50,
    "krw": 12000,
    "kwd": 12340,
    "bhd": 5120,
    "isk": 150000,
    "mxn": 1000,
    "sek": 300,
}


def ask(backend: Backend) -> None:
    """Pay in each."""
    for currency, amount in AMOUNTS.items():
        paid = backend.paid(currency=currency, amount=amount)
        received = (paid.get("amount_received", amount), paid["currency"])
        if received != (amount, currency):
            raise Deviation(f"received {received[0]} {received[1]} for a payment of {amount} {currency}")
