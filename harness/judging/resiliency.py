"""The resiliency matrix: what a shopper was told when something that the checkout asks was in trouble.

Read from what a case recorded: requests to the checkout during which a call was cut or held, or that were the only
ones while Stripe was broken. Where nobody can say which request met the trouble, no cell is filled: never by guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from harness.core.history import Event, History
from harness.judging.goals.met import CART_CHANGES, exchanges

# What is done, by the operations of an adapter (and Stripe's webhook) that do it.
ACTIONS: dict[str, tuple[str, ...]] = {
    "begin": ("begin",),
    "pay": ("confirm", "charge_saved"),
    "come back": ("settle",),
    "refund": ("refund", "cancel"),
    "webhook": ("webhook",),
    "cart change": CART_CHANGES,
    "sign-in": ("sign_in", "sign_up"),
}
STRIPE, DATABASE, MAIL, WEBHOOK, ITSELF = "Stripe", "database", "mail", "webhook", "the checkout itself"
SYSTEMS = (STRIPE, DATABASE, MAIL, WEBHOOK, ITSELF)
SLOW, REFUSED_ALL, BEFORE, AFTER, SILENT, GONE = "slow", "refused", "lost before", "lost after", "silent", "gone"
TROUBLES = (SLOW, REFUSED_ALL, BEFORE, AFTER, SILENT, GONE)
DONE, AGAIN, REFUSED, NO_ANSWER, STUCK, WRONG = "done", "told to try again", "refused", "no answer", "stuck", "WRONG"
OUTCOMES = (WRONG, STUCK, NO_ANSWER, REFUSED, AGAIN, DONE)
OF_FAULTS = {"status": REFUSED_ALL, "lock_timeout": REFUSED_ALL, "latency": SLOW, "reset_before": BEFORE}
OF_FAULTS |= {"status_kept": REFUSED_ALL, "reset_after": AFTER}
# The troubles of a call (see harness/faults/plans.py); `dies` and `stops` are those of the process that makes it.
OF_PLANS = {"slow": SLOW, "silent": SILENT, "gone": GONE, "dies": GONE, "stops": SLOW}
OF_THE_PROCESS = ("dies", "stops")
# How the wire to AWS names the sending of a mail: SES takes a form at its root.
MAIL_IS_SENT = "POST /"
TRY_AGAIN, SERVER_ERROR = (409, 425, 429), 500
Cell = tuple[str, str, str, str]


def cells(history: History, codes: Iterable[str] = ()) -> Counter[Cell]:
    """How often each (action, system, trouble, outcome) was met; `codes` are those of the failures that were found in
    this history: then the outcome is that it is stuck, or wrong, whatever the shopper was told."""
    found = Counter(_met(history))
    worst = _worst(codes)
    return Counter({(*cell[:3], worst): count for cell, count in found.items()}) if worst else found


def action_of(operation: str) -> str:
    """What an operation does, empty where it is none of these actions."""
    return next((action for action, operations in ACTIONS.items() if operation in operations), "")


def worst_of(outcomes: Iterable[str]) -> str:
    """The worst of them."""
    return min(outcomes, key=OUTCOMES.index)


def _worst(codes: Iterable[str]) -> str:
    named = set(codes) - {"invariant_unknown"}
    if not named:
        return ""
    return STUCK if named == {"stuck"} else WRONG


def _met(history: History) -> Iterator[Cell]:
    asked = [(request, answer, action_of(request.operation)) for request, answer in exchanges(history)]
    asked = [one for one in asked if one[2]]
    yield from _of_calls(history, asked)
    yield from _of_faults(history, asked)


def _of_calls(history: History, asked: list[tuple[Event, Event, str]]) -> Iterator[Cell]:
    """Calls that a story cut, or held, within the one request that was on its way then; each request once."""
    seen: set[tuple[int, str, str]] = set()
    for event in history.of(kind="fact", operation="called"):
        trouble = _trouble(event.data)
        at = event.data["at"] - history.began_at
        during = [one for one in asked if one[0].at <= at <= one[1].at]
        if not trouble or len(during) != 1:
            continue
        ((request, answer, action),) = during
        system = ITSELF if event.data.get("trouble") in OF_THE_PROCESS else _system(event.data)
        if (request.seq, system, trouble) not in seen:
            seen.add((request.seq, system, trouble))
            yield action, system, trouble, _outcome(answer)


def _of_faults(history: History, asked: list[tuple[Event, Event, str]]) -> Iterator[Cell]:
    """Faults at Stripe that hit something, while one request alone was on its way: then that one met it."""
    healed = {event.data["fault_id"]: event for event in history.of(kind="fact", operation="healed")}
    for event in history.of(kind="fact", operation="fault"):
        end, trouble = healed.get(event.data.get("fault_id")), OF_FAULTS.get(event.data["rule"].get("kind"))
        if end is None or not end.data.get("hits") or not trouble:
            continue
        during = [one for one in asked if one[1].at >= event.at and one[0].at <= end.at]
        if len(during) == 1:
            ((_, answer, action),) = during
            yield action, STRIPE, trouble, _outcome(answer)


def _trouble(call: dict[str, Any]) -> str:
    met = call.get("trouble") or ""
    return OF_PLANS.get(met, (BEFORE if call.get("cut") == "before" else AFTER) if met else "")


def _system(call: dict[str, Any]) -> str:
    if call["wire"] == "stripe":
        return STRIPE
    return MAIL if call["what"] == MAIL_IS_SENT else DATABASE


def _outcome(answer: Event) -> str:
    if answer.kind == "info":
        return NO_ANSWER
    status = int(answer.data.get("status") or 0)
    if answer.kind == "ok":
        return DONE
    return AGAIN if status >= SERVER_ERROR or status in TRY_AGAIN else REFUSED
