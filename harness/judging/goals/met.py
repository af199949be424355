"""Which goals a history shows to be met: read from what is recorded already, so that no case need say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from harness.core.history import Event, History

# The operations of an adapter that stand for one thing that a shopper does.
CART_CHANGES = ("add", "set_quantity", "remove")
UNDER_FAULTS = {
    "begin": ("begin",),
    "confirm": ("confirm",),
    "settle": ("settle",),
    "webhook": ("webhook",),
    "refund": ("refund",),
    "cart_change": CART_CHANGES,
    "cancel": ("cancel",),
    "sign_in": ("sign_in", "sign_up"),
}
SETTLING = ("settle", "confirm")
EARLY = ("payment_intent.created", "payment_intent.processing", "payment_intent.requires_action")
PAID = "payment_intent.succeeded"
OPEN = ("requires_action", "requires_source_action")


def met(history: History) -> list[str]:
    """The goals that this history shows, each once."""
    return [name for name, shows in SHOWN_BY.items() if shows(history)]


def broken_times(history: History) -> list[tuple[float, float]]:
    """From when to when (seconds of the history) faults at Stripe were in place that hit a request."""
    healed = {event.data["fault_id"]: event for event in history.of(kind="fact", operation="healed")}
    found = []
    for event in history.of(kind="fact", operation="fault"):
        end = healed.get(event.data.get("fault_id"))
        if end is not None and end.data.get("hits"):
            found.append((event.at, end.at))
    return found


def exchanges(history: History) -> Iterator[tuple[Event, Event]]:
    """Each request to the checkout with its answer, or with the news that none came."""
    asked = {event.seq: event for event in history.of(kind="invoke") if event.data.get("system") == "checkout"}
    for event in history.events:
        if event.data.get("invoke") in asked:
            yield asked[event.data["invoke"]], event


def _declined(history: History) -> bool:
    charges = (charge for intent in _intents(history) for charge in intent.get("charges") or ())
    return any(charge.get("status") == "failed" for charge in charges)


def _challenged(history: History) -> bool:
    return bool(history.of(kind="invoke", operation="challenge")) or _left_open(history)


def _left_open(history: History) -> bool:
    return any(intent.get("status") in OPEN for intent in _intents(history))


def _twice(history: History) -> bool:
    if history.of(kind="webhook", operation="redeliver"):
        return True
    ids = [event.data.get("event_id") for event in _rightly_signed(history)]
    return any(ids.count(id) > 1 for id in set(ids) - {None})


def _reordered(history: History) -> bool:
    """News of an earlier state, delivered by the case after that of a later one, or after the shopper was told."""
    news = _rightly_signed(history)
    settled = [
        answer.at for request, answer in exchanges(history) if request.operation in SETTLING and answer.kind == "ok"
    ]
    later = [*settled, *(event.at for event in news if event.data.get("event_type") == PAID)]
    return any(event.data.get("event_type") in EARLY and event.at > min(later) for event in news) if later else False


def _fault(kind: str) -> Callable[[History], bool]:
    def shows(history: History) -> bool:
        hit = {e.data["fault_id"] for e in history.of(kind="fact", operation="healed") if e.data.get("hits")}
        planned = history.of(kind="fact", operation="fault")
        return any(e.data["rule"].get("kind") == kind and e.data.get("fault_id") in hit for e in planned)

    return shows


def _lost_response(history: History) -> bool:
    stripe = [event for event in _called(history) if event.data.get("wire") == "stripe"]
    return _fault("reset_after")(history) or any(event.data.get("cut") == "after" for event in stripe)


def _call(name: str, value: Any) -> Callable[[History], bool]:
    return lambda history: any(event.data.get(name) == value for event in _called(history))


def _canceled(history: History) -> bool:
    return any(intent.get("status") == "canceled" for intent in _intents(history))


def _partially_refunded(history: History) -> bool:
    snapshots = history.of(kind="snapshot", operation="orders")
    return any(order.get("status") == "partially_refunded" for one in snapshots for order in one.data["orders"])


def _begun_again(history: History) -> bool:
    return any(before for _, before in _walk(history, ("begin",)))


def _changed_under_payment(history: History) -> bool:
    return any(before for _, before in _walk(history, CART_CHANGES))


def _walk(history: History, operations: Iterable[str]) -> Iterator[tuple[Event, bool]]:
    """Each such request that was done, and whether its shopper had a payment open: begun, and not settled yet."""
    is_open: set[str] = set()
    for request, answer in exchanges(history):
        if answer.kind != "ok":
            continue
        if request.operation in operations:
            yield request, request.actor in is_open
        if request.operation == "begin":
            is_open.add(request.actor)
        elif request.operation in SETTLING:
            is_open.discard(request.actor)


def _sold_out(history: History) -> bool:
    """Somebody was refused to begin, or to pay, while nothing was left that others had not got."""
    gone = any(event.data.get("now") == 0 for event in history.of(kind="snapshot", operation="stock"))
    buyers = {event.actor for event, answer in exchanges(history) if event.operation == "begin" and answer.kind == "ok"}
    trying = ("begin", "confirm", "add", "set_quantity")
    refused = {e.actor for e, answer in exchanges(history) if e.operation in trying and answer.kind == "fail"}
    return gone and bool(buyers) and bool(refused)


def _done_under_faults(operations: Iterable[str]) -> Callable[[History], bool]:
    def shows(history: History) -> bool:
        times = broken_times(history)
        cuts = [event.data["at"] - history.began_at for event in _called(history) if event.data.get("trouble")]
        return any(
            answer.kind == "ok"
            and (any(a <= answer.at <= b for a, b in times) or any(request.at <= cut <= answer.at for cut in cuts))
            for request, answer in exchanges(history)
            if request.operation in operations
        )

    return shows


def _called(history: History) -> list[Event]:
    return history.of(kind="fact", operation="called")


def _intents(history: History) -> list[dict[str, Any]]:
    return [event.data for event in history.of(kind="snapshot", operation="stripe_intent")]


def _rightly_signed(history: History) -> list[Event]:
    return [event for event in history.of(kind="invoke", operation="webhook") if event.data.get("signature") == "good"]


FAULT_KINDS = ("status", "lock_timeout", "latency", "reset_before", "reset_after")
SHOWN_BY: dict[str, Callable[[History], bool]] = {
    "decline": _declined,
    "challenge": _challenged,
    "duplicate_webhook": _twice,
    "reordered_webhook": _reordered,
    "lost_response": _lost_response,
    **{f"fault_{kind}": _fault(kind) for kind in FAULT_KINDS},
    "call_lost_before": _call("cut", "before"),
    "call_lost_after": _call("cut", "after"),
    "call_held": _call("trouble", "slow"),
    "stripe_silent": _call("trouble", "silent"),
    "system_gone": _call("trouble", "gone"),
    "process_died": _call("trouble", "dies"),
    "process_stopped": _call("trouble", "stops"),
    "order_partially_refunded": _partially_refunded,
    "payment_canceled": _canceled,
    "challenge_left_open": _left_open,
    "begun_again": _begun_again,
    "cart_changed_under_payment": _changed_under_payment,
    "sold_out_during_payment": _sold_out,
    **{f"{name}_under_faults": _done_under_faults(operations) for name, operations in UNDER_FAULTS.items()},
}
