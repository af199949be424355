"""Requests as the tap recorded them, made by hand."""

from __future__ import annotations

from urllib.parse import urlencode

from harness.tap.recorded.exchange import Exchange
from harness.tap.recorded.reading import Reading
from harness.tap.rules import all_rules

VERSION = "2026-08-26.dahlia"
KEY = "sk_test_" + "tap"
FORM = "application/x-www-form-urlencoded"


def sent(
    path: str,
    params: dict[str, str] | None = None,
    *,
    method: str = "POST",
    key: str = "key-1",
    status: int = 200,
    broken: str = "",
    at: float = 0.0,
    headers: dict[str, str] | None = None,
    complete: bool = True,
) -> Reading:
    """One request that was answered, or not, half a second after it began."""
    body = urlencode(params or {})
    target = f"{path}?{body}" if method == "GET" and body else path
    heads = {"Authorization": f"Bearer {KEY}", "Stripe-Version": VERSION, **(headers or {})}
    if method == "POST":
        heads = {"Content-Type": FORM, **({"Idempotency-Key": key} if key else {}), **heads}
    raw = [(name.encode(), value.encode()) for name, value in heads.items()]
    exchange = Exchange(method, target.encode(), "1.1", raw, began=at, start=at)
    if method == "POST":
        exchange.body.add(body.encode())
    exchange.complete = complete
    exchange.status, exchange.broken, exchange.elapsed = (0 if broken else status), broken, 0.5
    return Reading(exchange)


def codes(*readings: Reading) -> list[tuple[str, str]]:
    """What all rules say: code and parameter."""
    return sorted((str(breach.code), breach.param) for rule in all_rules() for breach in rule(readings))
