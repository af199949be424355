"""No card number, security code or secret key is seen outside Stripe; a client secret only where it is handed out."""

from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.history import Event, History
from harness.core.masking import CLIENT_SECRET, EPHEMERAL_KEY, sightings

FOR_THE_SHOPPER = (CLIENT_SECRET, EPHEMERAL_KEY)
"""What a page or an app needs to pay."""
HANDS_OUT = ("create_intent",)
PATHS_THAT_HAND_OUT = ("/create-payment-intent", "/subscriptions")


def judge(history: History) -> Iterator[Failure]:
    """Failures `secret_in_answer`, `secret_in_metadata`, `secret_in_mail`, `secret_in_log`, `secret_in_tables`."""
    asked = {event.seq: event for event in history.of(kind="invoke")}
    for event in history.events:
        if event.kind in ("ok", "fail") and event.data.get("system") == "checkout":
            found = [row for row in event.data.get("sightings", ()) if not _handed_out(row, event, asked)]
            yield from _told("secret_in_answer", found, f"the checkout's answer to {event.operation} of {event.actor}")
    for snapshot in history.of(kind="snapshot", operation="stripe_intent"):
        for name, text in snapshot.data.get("metadata", {}).items():
            yield from _told("secret_in_metadata", sightings(text), f"metadata.{name} of {snapshot.data['id']}")
    for snapshot in history.of(kind="snapshot", operation="mails"):
        for mail in snapshot.data["mails"] or ():
            text = f"{mail.get('subject')}\n{mail.get('text')}"
            yield from _told("secret_in_mail", sightings(text), f"the mail {mail.get('subject')!r}")
    for snapshot in history.of(kind="snapshot", operation="written"):
        name = snapshot.data["name"]
        yield from _told(f"secret_in_{name}", sightings(snapshot.data["text"]), f"what the checkout wrote: {name}")


def _handed_out(row: dict[str, str], event: Event, asked: dict[int, Event]) -> bool:
    if row["kind"] not in FOR_THE_SHOPPER:
        return False
    invoke = asked.get(event.data.get("invoke", -1))
    url = str(invoke.data.get("url", "")) if invoke is not None else ""
    return event.operation in HANDS_OUT or any(path in url for path in PATHS_THAT_HAND_OUT)


def _told(code: str, found: list[dict[str, Any]], where: str) -> Iterator[Failure]:
    for row in found:
        yield Failure(
            code,
            f"A {row['kind']} was seen outside Stripe",
            let=where,
            then=f"it holds no {row['kind']}",
            however=f"it holds {row['shown']}",
            severity="blocker",
        )
