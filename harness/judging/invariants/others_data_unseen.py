"""Nobody is shown what belongs to another shopper: her address, her id, her orders, her payments."""

import json
from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History
from harness.judging.invariants import facts, people

OTHERS_DATA_SHOWN = FailureCode(
    code="others_data_shown",
    severity="blocker",
    title="An answer shows what belongs to another shopper",
    meaning="The checkout's answer to one shopper holds another shopper's address, order or payment, which the request "
    "had not named: personal data leaks, and who knows the id of a payment may be able to use it.",
    what_to_do="Select by the signed-in shopper in each query; cache no answer under a key without the shopper.",
    example="""\
An answer shows what belongs to another shopper [others_data_shown]
      Let Bob bob@shop.example ask the checkout for orders
     Then nothing of another shopper is in the answer
  However it holds the address of Ada""",
)
# Ids shorter than this are in many a text.
SHORTEST = 6


def seen(history: History) -> int:
    """The answers to somebody while there was another shopper of whom something is known."""
    who, belongings = people(history), _belongings(history)
    return sum(any(owner != who.get(event.actor) for owner in belongings) for event in _answers(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `others_data_shown`, once for each thing and operation."""
    who, belongings, told = people(history), _belongings(history), set()
    names = {row["user_id"] or row["email"]: row["name"] for row in facts(history, "shopper")}
    requests = {event.seq: event for event in history.of(kind="invoke")}
    for event in _answers(history):
        answer = json.dumps(event.data.get("response"), ensure_ascii=False, default=str)
        asked = str(requests[event.data["invoke"]].data.get("curl", "")) if event.data.get("invoke") in requests else ""
        for owner, things in belongings.items():
            for what, value in things:
                key = (event.operation, what, owner)
                if owner != who.get(event.actor) and value in answer and value not in asked and key not in told:
                    told.add(key)
                    yield Failure(
                        OTHERS_DATA_SHOWN,
                        "An answer shows what belongs to another shopper",
                        let=f"{event.actor} ask the checkout for {event.operation}",
                        then="nothing of another shopper is in the answer",
                        however=f"it holds the {what} of {names[owner]}",
                    )


def _answers(history: History) -> list[Event]:
    """What the checkout answered to shoppers and visitors, not to Stripe or to whoever runs the shop."""
    return [
        event
        for event in history.events
        if event.kind in ("ok", "fail") and event.data.get("system") == "checkout" and "@" in event.actor
    ]


def _belongings(history: History) -> dict[str, list[tuple[str, str]]]:
    """What belongs to each shopper, by what names her (see `people`), as (what it is, the text)."""
    things: dict[str, list[tuple[str, str]]] = {}
    for row in facts(history, "shopper"):
        mine = things.setdefault(row["user_id"] or row["email"], [])
        mine.append(("address", row["email"]))
        if len(str(row["user_id"] or "")) >= SHORTEST and row["user_id"] != row["email"]:
            mine.append(("id", str(row["user_id"])))
    for name, fields in (("told", ("order_id", "payment")), ("begun", ("payment",))):
        for row in facts(history, name):
            for field in fields if row["user_id"] in things else ():
                value, what = str(row[field]), "order" if field == "order_id" else "payment"
                if len(value) >= SHORTEST and (what, value) not in things[row["user_id"]]:
                    things[row["user_id"]].append((what, value))
    return things
