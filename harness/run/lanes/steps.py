"""The steps of a history as rows: who asked whom for what, what of it matters, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.core.history import Event, History
from harness.report.lanes.rows import CHECKOUT, FAULTS, LOST, NOTE, STRIPE, WEBHOOKS, Row
from harness.run.lanes.names import Names
from harness.run.lanes.narration import PEOPLE, Speaker
from harness.run.lanes.words import breaks, telling, tone_of

SHOPKEEPER = "Admin"
# More people than this share a lane.
MOST_PEOPLE = 2
# What is looked at, or arranged before anything happens: the first to be left out.
ARRANGING = ("put_on_sale", "sign_up", "sign_in", "register", "login", "create_product", "create_payment_method")
READING = ("GET", "HEAD", "OPTIONS")
# Of an answer of the checkout, what one looks for; the first that is there.
SUBJECTS = ("order_id", "payment_intent_id", "payment", "id")


class Told:
    """Tells the steps of one history."""

    def __init__(self, history: History, names: Names, cards: tuple[str, ...] = ()) -> None:
        self.history, self.names = history, names
        self._speaker = Speaker(history, cards)
        self._answers = {event.data["invoke"]: event for event in history.events if "invoke" in event.data}
        people = dict.fromkeys(names.people.values())
        asked = {self._who(event) for event in history.of(kind="invoke") if event.data.get("system") == "checkout"}
        self.together = f"{len(people)} shoppers" if len(people) > MOST_PEOPLE else ""
        own = [self.together] if self.together else list(people)
        others = [SHOPKEEPER] if SHOPKEEPER in asked and self._shopkeeper_matters() else []
        self.people = (*(own or ["Shopper"]), *others)
        self._payers = self._who_pays()

    def steps(self) -> Iterator[tuple[Event, Row]]:
        """Every step with the event that begins it, in the order of the history, up to the snapshots at its end."""
        for event in self.history.events:
            if event.kind == "invoke" and (row := self._exchange(event)) is not None:
                yield event, row
            elif event.kind == "fact" and event.operation in ("fault", "healed"):
                yield event, self._fault(event)
            elif event.kind == "fact" and event.operation == "does":
                who = self._lane(event.actor.split(" ")[0])
                text = self.names.plain(f"{event.actor} {event.data.get('what')}")
                yield event, Row(event.at, who, who, text, tone=NOTE)

    def small(self, event: Event, row: Row) -> bool:
        """Whether a step is a mere look, or an arrangement, that went well."""
        if row.tone != "good" or row.fault:
            return False
        return event.operation in ARRANGING or (
            event.data.get("method") in READING and event.operation not in ("challenge", "hosted_page")
        )

    def _exchange(self, event: Event) -> Row | None:
        answer = self._answers.get(event.seq)
        source, target = self._way(event)
        if source not in (*self.people, WEBHOOKS):
            return None
        status, tone = self._ended(answer)
        return Row(
            at=event.at,
            until=answer.at if answer is not None else 0.0,
            source=source,
            target=target,
            text=self.names.sentence(self._speaker.sentence(event, None)),
            matters=self._matters(event, answer),
            status=status,
            tone=tone,
        )

    def _way(self, event: Event) -> tuple[str, str]:
        if event.actor == "stripe":
            return WEBHOOKS, CHECKOUT
        target = STRIPE if event.data.get("system") == "stripe" else CHECKOUT
        if event.actor == "stripe.js":
            return self._payers.get(str(event.data.get("payment_intent_id")), self.people[0]), target
        return self._lane(self._who(event)), target

    def _who(self, event: Event) -> str:
        if event.actor in PEOPLE:
            return SHOPKEEPER if event.actor == "admin" else event.actor
        return next((name for key, name in self.names.people.items() if key in event.actor), event.actor.split(" ")[0])

    def _lane(self, who: str) -> str:
        if self.together and who != SHOPKEEPER:
            return self.together
        return who

    def _shopkeeper_matters(self) -> bool:
        """Whether the shopkeeper does anything but put goods on sale and look."""
        return any(
            event.actor == "admin" and event.operation not in ARRANGING and event.data.get("method") not in READING
            for event in self.history.of(kind="invoke")
        )

    def _who_pays(self) -> dict[str, str]:
        begun = self.history.of(kind="fact", operation="begun")
        return {str(one.data["payment"]): self._lane(self.names.of(one.data.get("user_id"))) for one in begun} | {}

    def _ended(self, answer: Event | None) -> tuple[str, str]:
        if answer is None or answer.kind == "info":
            return "no answer", LOST
        status = int(answer.data.get("status") or 0)
        error = _error(answer.data.get("response")) if status >= 400 else ""
        return f"{status} {error}".strip(), tone_of(status)

    def _matters(self, event: Event, answer: Event | None) -> str:
        response = answer.data.get("response") if answer is not None else None
        told: dict[str, Any] = response if isinstance(response, dict) else {}
        order = told.get("order") if isinstance(told.get("order"), dict) else {}
        about = {**told, **(order or {})}
        amount = next((about[name] for name in ("amount", "total") if isinstance(about.get(name), int)), None)
        subject = next((about[name] for name in SUBJECTS if isinstance(about.get(name), str)), "")
        subject = subject or str(event.data.get("payment_intent_id") or "")
        word = telling(about.get("status"))
        name = self.names.of(subject) if subject in self.names.ids else ""
        named_already = bool(name) and name in self.names.sentence(self._speaker.sentence(event, None))
        parts = (self.names.money(amount, about.get("currency")), "" if named_already else name, word)
        return ", ".join(part for part in parts if part)

    def _fault(self, event: Event) -> Row:
        rule = event.data.get("rule") or {}
        if event.operation == "healed":
            return Row(event.at, FAULTS, FAULTS, "From here on Stripe is whole again", tone=NOTE)
        path = f"{rule.get('method')} {rule.get('path')}"
        times = int(rule.get("times") or 1)
        often = "once" if times == 1 else f"{times} times"
        return Row(event.at, FAULTS, FAULTS, f"From here on, at {path}, {often}: {breaks(rule)}", tone=NOTE)


def _error(response: Any) -> str:
    error = response.get("error", response) if isinstance(response, dict) else {}
    if not isinstance(error, dict):
        return ""
    return str(error.get("decline_code") or error.get("code") or "")
