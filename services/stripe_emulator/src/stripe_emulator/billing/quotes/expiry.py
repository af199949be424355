"""The time of quotes (the customer's, or that of their test clock) and their expiry."""

from __future__ import annotations

from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Job
from stripe_emulator.wire.errors import invalid

# Default life of a quote in seconds (https://docs.stripe.com/api/quotes/create).
DAYS_30 = 30 * 86_400
LATEST = periods.LATEST
MEMORY = "quotes.expiry"


def now_of(account: Account, clock: str | None) -> int:
    """The time of a test clock (None: of the account), in seconds since 1970."""
    return account.test_clocks.get(clock or "", account.time).now()


def now(account: Account, quote: Object) -> int:
    return now_of(account, quote["test_clock"])


def check(account: Account, quote: Object, at: int) -> int:
    """An `expires_at` that is in the future; 400 otherwise."""
    if not now(account, quote) < at < LATEST:
        message = "`expires_at` must be a timestamp in the future."
        raise invalid(message, param="expires_at")
    return at


def plan(call: Call, quote: Object) -> None:
    """Cancel the quote at `expires_at` if it is still a draft or open then."""
    account, automatic = call.account, automatic_call.by_itself(call)
    jobs: dict[str, Job] = account.memory.setdefault(MEMORY, {})
    if quote["id"] in jobs:
        jobs.pop(quote["id"]).cancel()
    if quote["status"] in ("draft", "open"):
        timeline = account.test_clocks.get(quote["test_clock"] or "", account.time)
        jobs[quote["id"]] = timeline.at(quote["expires_at"], lambda: _expire(automatic, quote))


def cancel(call: Call, quote: Object) -> Object:
    """Cancel a draft or an open quote; 400 for any other."""
    if quote["status"] not in ("draft", "open"):
        message = (
            "You can only cancel a quote with one of the following statuses: draft, open. This quote has a status of "
            f"{quote['status']}."
        )
        raise invalid(message)
    quote["status"] = "canceled"
    quote["status_transitions"]["canceled_at"] = now(call.account, quote)
    plan(call, quote)
    call.emit("quote.canceled", quote)
    return quote


def _expire(call: Call, quote: Object) -> None:
    if quote["status"] in ("draft", "open"):
        cancel(call, quote)
