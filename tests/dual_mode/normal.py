"""What of an answer can be compared between two accounts: ids and times have no value, most fields state no fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ID = re.compile(
    r"\b(?P<kind>acct|card|ch|cus|dp|du|evt|issfr|pi|pm|prv|py|pyr|re|req|setatt|seti|src|tok|txn|we)_"
    r"(?!card_)(?P<rest>(?=[A-Za-z]*\d)[A-Za-z0-9]{8,}|[A-Za-z0-9]{14,})(?P<secret>_secret_\w+)?"
)
# Documented names of cards, such as `tok_threeDSecure2Required`, which look like ids and are facts.
NAMES = re.compile(r"(pm_card|tok)_[A-Za-z]\w*")
TIMES = frozenset(("canceled_at", "capture_before", "created"))
ERROR = frozenset(("code", "decline_code", "doc_url", "message", "param", "type"))
# The fields of which the facts speak, wherever they stand in an answer.
TOLD = ERROR | frozenset(
    (
        "amount", "amount_captured", "amount_capturable", "amount_received", "amount_refunded", "brand",
        "canceled_at", "cancellation_reason", "capture_before", "capture_method", "captured", "charge",
        "client_secret", "confirmation_method", "country", "currency", "customer", "deleted", "description",
        "disputed", "failure_code", "failure_message", "failure_reason", "funding", "id", "last4",
        "last_payment_error", "last_setup_error", "latest_charge", "livemode", "network_status", "next_action",
        "object", "outcome", "paid", "payment_intent", "payment_method", "payment_method_types", "reason",
        "refunded", "risk_level", "setup_future_usage", "status", "usage",
    )
)  # fmt: skip
TOLD_WHOLE = frozenset(("checks", "metadata"))
# Events that come a moment later, or of which copies disagree: which of them are there already is chance.
LATER = frozenset(("charge.updated", "refund.updated", "charge.refund.updated"))


def without_ids(text: str) -> str:
    """The text with each id cut to its kind: `<pi>`; documented names of cards stay."""
    return ID.sub(lambda found: found[0] if NAMES.fullmatch(found[0]) else _short(found), text)


def ids(text: str) -> set[str]:
    """The ids in a text."""
    return {f"{found['kind']}_{found['rest']}" for found in ID.finditer(text) if not NAMES.fullmatch(found[0])}


def told(body: Any) -> dict[str, Any]:
    """What an answer says of facts: the path of each told field and its value without ids and times."""
    return dict(_told(_settled(body), "", whole=False))


def _told(value: Any, path: str, *, whole: bool) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield f"{path}.length", len(value)
        for index, member in enumerate(value):
            yield from _told(member, f"{path}.{index}", whole=whole)
    if not isinstance(value, dict):
        return
    for name, member in value.items():
        inner = f"{path}.{name}" if path else name
        if whole or name in TOLD:
            yield inner, _value(name, member)
        yield from _told(member, inner, whole=whole or name in TOLD_WHOLE)


def _value(name: str, member: Any) -> Any:
    if isinstance(member, dict | list):
        return "there"
    if isinstance(member, str):
        return without_ids(member)
    return "<time>" if name in TIMES and member is not None else member


def _settled(body: Any) -> Any:
    """Lists of events in an order that does not depend on chance."""
    members = body.get("data") if isinstance(body, dict) else None
    if not isinstance(members, list) or not any(
        isinstance(one, dict) and one.get("object") == "event" for one in members
    ):
        return body
    settled = sorted((one for one in members if one["type"] not in LATER), key=lambda one: str(one["type"]))
    return {**body, "data": settled}


def _short(found: re.Match[str]) -> str:
    return f"<{found['kind']} secret>" if found["secret"] else f"<{found['kind']}>"
