"""What a case did, as Allure steps named as a person would say them; each carries its exchange."""

import time
import uuid
from typing import Any

import allure_commons
import pytest
from allure_commons.model2 import Attachment, Status, TestStepResult

from harness.core.history import Event, History
from harness.run.allure import evidence
from harness.run.cases.description import cards_of
from harness.run.cases.stash import HISTORY
from harness.run.lanes import narration

MOST_STEPS = 120
FACTS = ("fault", "healed", "redeliver", "does")
WORD = {
    "nothing seen": "saw nothing to judge",
    "holds": "holds",
    "violated": "is broken",
    "unknown": "could not be judged",
}


def of(item: pytest.Item) -> list[TestStepResult]:
    """The steps of a case: its exchanges in the order in which they were asked, and what the judges said."""
    history = item.stash.get(HISTORY, None)
    if history is None:
        return []
    speaker = narration.Speaker(history, cards_of(item))
    answers = {event.data["invoke"]: event for event in history.events if "invoke" in event.data}
    rows = [event for event in history.events if event.kind == "invoke" or event.operation in FACTS]
    shown = list(zip(rows[:MOST_STEPS], [None, *rows], strict=False))
    steps = [_step(speaker, event, answers.get(event.seq), before) for event, before in shown]
    if len(rows) > MOST_STEPS:
        steps.append(_plain(f"… and {len(rows) - MOST_STEPS} more: see the history", _now(history), _now(history)))
    return steps + _judged(history)


def _step(speaker: narration.Speaker, request: Event, answer: Event | None, before: Event | None) -> TestStepResult:
    """The step of one request; `before` is what was told before it."""
    stop = answer.at if answer is not None else request.at
    began = speaker.history.began_at
    step = _plain(speaker.sentence(request, answer, before), _clock(began, request.at), _clock(began, stop))
    if answer is not None:
        name = f"{uuid.uuid4()}-attachment.txt"
        allure_commons.plugin_manager.hook.report_attached_data(
            body=evidence.exchange_text(request, answer), file_name=name
        )
        step.attachments.append(Attachment(name="request and answer", source=name, type="text/plain"))
    return step


def _judged(history: History) -> list[TestStepResult]:
    """One step for the judgement, with one for each invariant."""
    judgements = history.of(kind="fact", operation="judged")
    if not judgements:
        return []
    began = history.began_at
    steps = []
    for event in judgements:
        at = _clock(began, event.at)
        steps.append(_plain(f"{event.data['sentence']}: {WORD[event.data['result']]}", at, at))
        steps[-1].status = Status.PASSED if event.data["result"] in ("holds", "nothing seen") else Status.FAILED
    every = _plain(f"{len(judgements)} invariants are asked", steps[0].start, steps[-1].stop)
    every.status = Status.PASSED if all(step.status == Status.PASSED for step in steps) else Status.FAILED
    every.steps = steps
    return [every]


def _plain(name: str, start: Any, stop: Any) -> TestStepResult:
    return TestStepResult(name=name, status=Status.PASSED, start=start, stop=stop)


def _clock(began: float, at: float) -> int:
    return round((began + at) * 1000)


def _now(history: History) -> int:
    return _clock(history.began_at, history.events[-1].at if history.events else time.time() - history.began_at)
