"""What a QA engineer sees in Allure beside a case: labels, every exchange, Stripe's timeline, the final orders."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import allure as allure_pytest
import pytest

from harness.core.history import Event, History

allure: Any = allure_pytest  # its decorators carry no annotations
EPIC = "Will this checkout charge people correctly?"
ANSWERED = ("ok", "fail", "info")
# How what browsers showed is attached; HTML as text, or the report would load what that page loads.
KINDS = {
    ".png": ("image/png", "png"),
    ".txt": ("text/plain", "txt"),
    ".html": ("text/plain", "txt"),
    ".zip": ("application/zip", "zip"),
}
READING, MOST_STEPS = ("GET", "HEAD", "OPTIONS"), 20


def label(item: pytest.Item) -> None:
    """Give a case the labels it lacks: epic, feature (its file), story (its test) and severity."""
    from harness.run.cases.description import labels_of

    present = labels_of(item)
    module = item.path.stem.removeprefix("test_").replace("_", " ").capitalize()
    story = getattr(item, "originalname", None) or item.name.partition("[")[0]
    defaults = {
        "epic": EPIC,
        "feature": module,
        "story": story.removeprefix("test_").replace("_", " ").capitalize(),
        "severity": "normal",
    }
    for kind, value in defaults.items():
        if kind not in present:
            item.add_marker(pytest.mark.allure_label(value, label_type=kind))


def attach(history: History) -> None:
    """Attach the evidence of the running case; its exchanges are attached to its steps (see allure_steps)."""
    events = history.events
    if timeline := stripe_timeline(history):
        _text(timeline, "Stripe timeline")
    for snapshot in history.of(kind="snapshot", operation="orders"):
        if snapshot.data.get("orders"):
            _json(snapshot.data["orders"], f"Final orders of {snapshot.data.get('email')}")
    if events:
        _text(history.to_jsonl(), "History (JSON lines)")


def attach_files(paths: Iterable[Path]) -> None:
    """Attach what was kept of a case's browser windows."""
    for path in paths:
        allure.attach.file(path, f"{path.parent.name}: {path.name}", *KINDS[path.suffix])


@dataclass(frozen=True)
class Steps:
    """What a case did, shown beside what the judges found in its history: every request that changes something."""

    history: History

    def as_text(self) -> str:
        """Each request as curl and the status that came; the last of them when there are many."""
        requests = {event.seq: event for event in self.history.of(kind="invoke")}
        lines = [
            f"{requests[event.data['invoke']].data['curl']}\n-> {event.data.get('status', 'no answer')}"
            for event in self.history.events
            if event.kind in ANSWERED and event.data.get("invoke") in requests
            if requests[event.data["invoke"]].data.get("method") not in READING
        ]
        return "\n".join(lines[-MOST_STEPS:])


def exchange_text(request: Event | None, answer: Event) -> str:
    """One exchange: curl, then status and body, or that no answer came."""
    curl = request.data.get("curl", "") if request is not None else ""
    if answer.kind == "info":
        return f"{curl}\n-> no answer ({answer.data.get('lost', 'lost')})"
    body = answer.data.get("response", "")
    text = body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False)
    return f"{curl}\n-> {answer.data.get('status')} in {answer.data.get('elapsed_ms')} ms\n{text}"


def stripe_timeline(history: History) -> str:
    """What Stripe holds at the end, told in Stripe's order of time: intents, charges, refunds."""
    lines = []
    for event in history.of(kind="snapshot", operation="stripe_intent"):
        intent = event.data
        if intent.get("gone"):
            lines.append(f"{intent['id']} is gone from Stripe")
            continue
        created = _clock(intent.get("created"))
        lines.append(f"{created} {intent['id']} {intent['amount']} {intent['currency']}: {intent['status']}")
        lines += [
            f"{'':8} {charge['id']} {charge['amount']} {charge['currency']}: {charge['status']}, "
            f"captured {charge['amount_captured']}, refunded {charge['amount_refunded']}"
            for charge in intent.get("charges", ())
        ]
        for refund in intent.get("refunds", ()):
            when, amount = _clock(refund.get("created")), f"{refund['amount']} {refund['currency']}"
            lines.append(f"{when} {refund['id']} {amount} refunded: {refund['status']}")
    return "\n".join(lines)


def _clock(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S") if seconds else "--:--:--"


def _text(body: str, name: str) -> None:
    allure.attach(body, name, allure.attachment_type.TEXT)


def _json(value: Any, name: str) -> None:
    allure.attach(json.dumps(value, indent=2, ensure_ascii=False), name, allure.attachment_type.JSON)
