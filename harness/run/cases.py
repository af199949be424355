"""From pytest's items and reports to the verdict's cases. Plain JSON in between: it crosses from xdist workers."""

import re
import shlex
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pytest

from harness.browser import policy
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.core.masking import mask
from harness.judging.verdict import Case, Finding
from harness.run import lateness
from harness.run.allure.ids import words
from harness.run.case_judgement import NOT_RUN

ATTRIBUTE = "checkout_harness"
TITLE = pytest.StashKey[str]()
JUDGED = pytest.StashKey[list[Failure]]()
GOALS_SEEN = pytest.StashKey[list[str]]()
HISTORY = pytest.StashKey[History]()
CHANNEL = pytest.StashKey[str]()
LACKS = pytest.StashKey[list[str]]()
MISSING = pytest.StashKey[str]()
EXERCISED = pytest.StashKey[dict[str, int]]()
FUZZED = pytest.StashKey[dict[str, Any]]()
RESULTS = ("holds", "unknown", "violated")
BY_XFAIL = "The case is marked xfail, and did not fail"
LABELS = ("epic", "feature", "story", "severity", "owner", "channel")
SIGNS_OF_FAULTS: tuple[dict[str, str], ...] = (
    {"kind": "fact", "operation": "fault"}, {"kind": "webhook", "operation": "redeliver"}, {"operation": "webhook"},
)  # fmt: skip
_RUNNING: list[pytest.Item] = []
TRACE_CHARACTERS = 6000
LINE_CHARACTERS = 400
ANSWER_AND_CURL = re.compile(r"^\[\d{3}\] .*", re.MULTILINE | re.DOTALL)


def part(item: pytest.Item, call: pytest.CallInfo[Any], report: pytest.TestReport, rerun: str) -> dict[str, Any]:
    """What one phase of a case adds to it; `rerun` is the command that runs the case again."""
    error = call.excinfo.value if call.excinfo is not None and report.failed else None
    judged = item.stash.get(JUDGED, [])
    item.stash[JUDGED] = []  # told once, with the phase after which it was judged
    trace = mask(report.longreprtext)[-TRACE_CHARACTERS:] if error is not None else ""
    return {
        "title": title_of(item),
        "labels": {**channel_of(item), **labels_of(item)},
        "cards": cards_of(item),
        "parameters": parameters_of(item),
        "findings": [asdict(finding) for finding in findings(error, trace, judged, report.when)],
        "goals": item.stash.get(GOALS_SEEN, []),
        "judged": judged_by(item),
        "line": (report.location[1] or 0) + 1,
        "lacks": item.stash.get(LACKS, []),
        "missing": item.stash.get(MISSING, ""),
        "exercised": item.stash.get(EXERCISED, {}),
        "fuzzed": item.stash.get(FUZZED, {}),
        "rerun": rerun,
        "start": call.start,
        "stop": call.stop,
    }


def findings(
    error: BaseException | None, trace: str, judged: list[Failure], when: str | None = "call"
) -> list[Finding]:
    """What went wrong in a phase: the error it ended with, and what the judges found beside it."""
    if error is None:
        return []
    lateness.examine(error)
    told_by = [single for single in lateness.singles(error) if not isinstance(single, NOT_RUN)]
    found = [lateness.judged(single, _finding(single, trace, when, _exchange(error))) for single in told_by]
    told = {(finding.code, finding.title) for finding in found}
    return found + [Finding.of(failure) for failure in judged if (failure.code, failure.title) not in told]


def unhide(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Take from a phase what a mark `xfail` made of its error: known_issues.toml names failures, and none is accepted.

    `pytest.xfail()` in a body stays a reason why it did not run, as a skip is.
    """
    error = call.excinfo.value if call.excinfo is not None else None
    if error is not None and report.skipped and not isinstance(error, NOT_RUN):
        report.outcome = "failed"
        del report.wasxfail


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
    said = {name: words(value) if isinstance(value, str) else value for name, value in parameters.items()}
    try:
        return str(given.format(**said))
    except (KeyError, IndexError, AttributeError):
        return str(given)


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
    """What each invariant said about the case: holds, violated or unknown; empty before it was judged."""
    history = item.stash.get(HISTORY, None)
    facts = history.of(kind="fact", operation="judged") if history is not None else []
    worst_last = sorted(facts, key=lambda event: RESULTS.index(event.data["result"]))
    return {event.data["invariant"]: event.data["result"] for event in worst_last}


def cards_of(item: pytest.Item) -> dict[str, str]:
    """The documented cards the case pays with: its `card` marks, and cards among its parameters."""
    from harness.core.cards import Card, catalogue

    names = {card.number: f"{card.brand}: {card.description}" for card in catalogue()}
    numbers = [str(number) for mark in item.iter_markers("card") for number in mark.args]
    if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
        numbers += [value.number for value in item.callspec.params.values() if isinstance(value, Card)]
    return {number: names.get(number, "not in the catalogue") for number in numbers}


def parameters_of(item: pytest.Item) -> dict[str, str]:
    """The case's parameters that are plain words."""
    given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return {name: value for name, value in given.items() if isinstance(value, str)}


class Cases:
    """The cases of a run, put together from the reports of their phases."""

    def __init__(self) -> None:
        self._reports: dict[str, list[pytest.TestReport]] = {}
        self._expected: tuple[str, ...] = ()

    def add(self, report: pytest.TestReport) -> None:
        """Take one phase of one case, from this process or from a worker."""
        if hasattr(report, ATTRIBUTE) or report.failed:
            self._reports.setdefault(report.nodeid, []).append(report)

    def all(self) -> tuple[Case, ...]:
        """Every case, in the order of its first report; those that were expected and told nothing are unknown."""
        finding = Finding(UNKNOWN, "The case was selected and never ran", then=("each of its phases is told",))
        gone = [nodeid for nodeid in self._expected if nodeid not in self._reports]
        never_ran = [Case(nodeid, nodeid, "unknown", findings=(finding,)) for nodeid in gone]
        return (*(_case(nodeid, reports) for nodeid, reports in self._reports.items()), *never_ran)

    def expect(self, nodeids: Iterable[str]) -> None:
        """These are to be accounted for."""
        self._expected = tuple(dict.fromkeys(nodeids))

    def any(self) -> bool:
        """Whether a case has told anything yet."""
        return bool(self._reports)

    def seconds(self) -> float:
        """From the start of the first case to the end of the last."""
        parts = [getattr(report, ATTRIBUTE, {}) for reports in self._reports.values() for report in reports]
        times = [(each["start"], each["stop"]) for each in parts if each]
        return round(max(stop for _, stop in times) - min(start for start, _ in times), 3) if times else 0.0


def _case(nodeid: str, reports: list[pytest.TestReport]) -> Case:
    parts: list[dict[str, Any]] = [getattr(report, ATTRIBUTE, {}) for report in reports]
    latest: dict[str, Any] = next((each for each in reversed(parts) if each), {})
    found = tuple(Finding.from_dict(finding) for each in parts for finding in each.get("findings", ()))
    found = found or _unexplained(reports)
    return Case(
        nodeid=nodeid,
        title=latest.get("title", nodeid),
        outcome=_outcome(reports, found),
        seconds=round(sum(report.duration for report in reports), 3),
        labels=latest.get("labels", {}),
        cards=latest.get("cards", {}),
        findings=found,
        goals=tuple(dict.fromkeys(goal for each in parts for goal in each.get("goals", ()))),
        reason=next((_skip_reason(report) for report in reports if report.skipped), ""),
        lacks=tuple(latest.get("lacks", ())),
        missing=latest.get("missing", ""),
        rerun=latest.get("rerun", f"pytest {shlex.quote(nodeid)}"),
        parameters=latest.get("parameters", {}),
        judged=latest.get("judged", {}),
        line=latest.get("line", 0),
        exercised=latest.get("exercised", {}),
        fuzzed=latest.get("fuzzed", {}),
    )


def _outcome(reports: list[pytest.TestReport], found: tuple[Finding, ...]) -> str:
    if found:
        return "unknown" if all(finding.code == UNKNOWN for finding in found) else "failed"
    return "skipped" if _not_run(reports) else "passed"


def _not_run(reports: list[pytest.TestReport]) -> bool:
    """Whether the body, or what comes before it, was skipped; what is skipped after a body takes nothing from it."""
    return any(report.skipped and report.when != "teardown" for report in reports)


def _unexplained(reports: list[pytest.TestReport]) -> tuple[Finding, ...]:
    """What is to be said of a case that brought no finding and still is no pass: only a body that passed is one."""
    text = next((report.longreprtext for report in reports if report.failed), None)
    if text is not None:
        title = BY_XFAIL if text.startswith("[XPASS(strict)]") else "The process that ran this case ended"
        return (Finding(UNKNOWN, title, however=(text[-LINE_CHARACTERS:],)),)
    if _not_run(reports) or any(report.when == "call" and report.passed for report in reports):
        return ()
    told = ", ".join(str(report.when) for report in reports)
    then, however = ("its body runs",), (f"only these phases of it did: {told}",)
    return (Finding(UNKNOWN, "The case's body never ran", then=then, however=however),)


def _skip_reason(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail: {report.wasxfail}"
    told = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ")


def _exchange(error: BaseException) -> str:
    """The answer and the curl that a group of Schemathesis ends its message with."""
    message = mask(error.message) if isinstance(error, BaseExceptionGroup) else ""
    found = ANSWER_AND_CURL.search(message)
    return "\n".join(line.strip() for line in found[0].splitlines() if line.strip()) if found else ""


def _finding(error: BaseException, trace: str, when: str | None, exchange: str = "") -> Finding:
    if isinstance(error, Failure):
        return Finding.of(error, trace)
    name, text = type(error).__name__, mask(str(error))
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    kind = type(error).__module__.partition(".")[0]
    if kind == "schemathesis":
        title, facts = getattr(error, "title", name), tuple(_lines(text))
        return Finding(f"contract:{name}", title, however=facts, exchange=exchange, trace=trace)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Finding("assertion", first[:LINE_CHARACTERS] or "An assertion does not hold", trace=trace)
    code = UNKNOWN if when != "call" else "error_in_test"
    return Finding(code, f"{name} in {when}: {first[:LINE_CHARACTERS]}", trace=trace)


def _lines(text: str) -> list[str]:
    return [line.strip()[:LINE_CHARACTERS] for line in text.splitlines() if line.strip()][:12]
