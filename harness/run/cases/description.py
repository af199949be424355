"""How a case is described: its title, labels, channel, cards and parameters."""

import re
from typing import Any

import pytest

from harness.browser import policy
from harness.core.cards import Card
from harness.run.cases.stash import CHANNEL, HISTORY, TITLE

WORDS = re.compile(r"[a-z]+(?:_[a-z]+)+")
NO_WORDS = ("pm_", "tok_", "pi_", "ch_", "prod_")
RESULTS = ("nothing seen", "holds", "unknown", "violated")
LABELS = ("epic", "feature", "story", "severity", "owner", "channel")
SIGNS_OF_FAULTS: tuple[dict[str, str], ...] = (
    {"kind": "fact", "operation": "fault"},
    {"kind": "webhook", "operation": "redeliver"},
    {"operation": "webhook"},
)
_RUNNING: list[pytest.Item] = []


def begin(item: pytest.Item) -> None:
    """This process runs this case now."""
    _RUNNING[:] = [item]


def entitle(title: str) -> None:
    """Give the running case its title, where that is known only while it runs."""
    for item in _RUNNING:
        item.stash[TITLE] = title


def title_of(item: pytest.Item) -> str:
    """The case's title: given while it ran, else its Allure title with the parameters filled in, else its name."""
    if TITLE in item.stash:
        return item.stash[TITLE]
    given = getattr(getattr(item, "obj", None), "__allure_display_name__", None)
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if given is None:
        return item.name.removeprefix("test_").replace("_", " ")
    readable = {name: words(value) if isinstance(value, str) else value for name, value in parameters.items()}
    try:
        return str(given.format(**readable))
    except (KeyError, IndexError, AttributeError):
        return str(given)


def words(value: Any) -> str:
    """A parameter as a person would say it."""
    if isinstance(value, Card):
        return f"{value.brand} {value.number}: {value.description}"
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    if isinstance(value, str):
        readable = WORDS.fullmatch(value) and not value.startswith(NO_WORDS)
        return value.replace("_", " ") if readable else value or "empty"
    return str(getattr(value, "__name__", value)).strip("_").replace("_", " ") if callable(value) else str(value)


def labels_of(item: pytest.Item) -> dict[str, str]:
    """The item's nearest Allure epic, feature, story and severity."""
    found: dict[str, str] = {}
    for mark in item.iter_markers("allure_label"):
        kind = getattr(mark.kwargs.get("label_type"), "value", mark.kwargs.get("label_type"))
        if kind in LABELS and mark.args:
            value = mark.args[0]
            found.setdefault(str(kind), str(getattr(value, "value", value)))
    return found


def channel_of(item: pytest.Item) -> dict[str, str]:
    """How the shopper of a case reached the checkout: by a label, else in a browser when it is marked so (even when it
    was not run), else faults when the wire was broken or webhooks were sent by hand, else the API; empty for a case
    without a shop."""
    history = item.stash.get(HISTORY, None)
    marked = policy.MARKER if policy.needs_one(item) else ""
    if history is None and not marked:
        return {}
    broken = history is not None and any(history.of(**sort) for sort in SIGNS_OF_FAULTS)
    channel = labels_of(item).get("channel") or marked or ("faults" if broken else "API")
    item.stash[CHANNEL] = channel
    return {"channel": channel}


def judged_by(item: pytest.Item) -> dict[str, str]:
    """What each invariant said about the case: holds, violated, unknown or nothing seen; empty before it was judged."""
    history = item.stash.get(HISTORY, None)
    facts = history.of(kind="fact", operation="judged") if history is not None else []
    worst_last = sorted(facts, key=lambda event: RESULTS.index(event.data["result"]))
    return {event.data["invariant"]: event.data["result"] for event in worst_last}


def cards_of(item: pytest.Item) -> dict[str, str]:
    """The documented cards the case pays with: its `card` marks, and cards among its parameters."""
    from harness.core.cards import catalogue

    names = {card.number: f"{card.brand}: {card.description}" for card in catalogue()}
    numbers = [str(number) for mark in item.iter_markers("card") for number in mark.args]
    if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
        numbers += [value.number for value in item.callspec.params.values() if isinstance(value, Card)]
    return {number: names.get(number, "not in the catalogue") for number in numbers}


def parameters_of(item: pytest.Item) -> dict[str, str]:
    """The case's parameters that are plain words."""
    given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return {name: value for name, value in given.items() if isinstance(value, str)}
