"""Completes each Allure result before it is written: a stable id, parameters as words, links, owner, and the steps."""

import uuid
from typing import Any

import allure_commons
import pytest
from allure_commons.model2 import Attachment, Label, Link, Status, TestResult, TestStepResult

from harness.report.allure.files import CASE
from harness.run.allure import ids, steps
from harness.run.cases.description import cards_of, title_of, words
from harness.run.cases.stash import CHANNEL, LANES

LINK = "link"


class Results:
    """Told which case runs in this process; takes the result of each on its way into its file."""

    def __init__(self, owners: dict[str, str]) -> None:
        self._owners = owners
        self._item: pytest.Item | None = None

    def runs(self, item: pytest.Item | None) -> None:
        """The case that runs now; None for what is no case of the suites."""
        self._item = item

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: TestResult) -> None:
        """Complete the result of the running case."""
        if (item := self._item) is not None and result.fullName:
            _name(result, item)
            _link(result, item)
            _label(result, item, self._owners)
            result.steps[:0] = _steps(item)
            result.attachments += _picture(item)


def owners(lines: list[str]) -> dict[str, str]:
    """Who looks after the cases of a folder, from lines such as `scenarios = Payments`."""
    rows = (line.partition("=") for line in lines)
    return {folder.strip(): owner.strip() for folder, _, owner in rows if owner.strip()}


def _steps(item: pytest.Item) -> list[TestStepResult]:
    try:
        return steps.of(item)
    except Exception as error:  # noqa: BLE001  a history that cannot be told must not end the run that it belongs to
        message = f"The steps of this case could not be told: {type(error).__name__}: {error}"
        return [TestStepResult(name=message, status=Status.BROKEN)]


def _picture(item: pytest.Item) -> list[Attachment]:
    """The lanes of a failing case."""
    if not (drawn := item.stash.get(LANES, {})):
        return []
    from harness.report.lanes.picture import svg
    from harness.report.lanes.rows import Lanes

    name = f"{uuid.uuid4()}-attachment.svg"
    body = svg(Lanes.from_dict(drawn))
    allure_commons.plugin_manager.hook.report_attached_data(body=body, file_name=name)
    return [Attachment(name="picture: who asked whom for what", source=name, type="image/svg+xml")]


def _name(result: TestResult, item: pytest.Item) -> None:
    given = ids.parameters(item)
    dynamic = {row.name: str(row.value).strip("'") for row in result.parameters if row.name not in given}
    result.historyId = result.testCaseId = ids.identity(item, dynamic)
    if result.name == _formatted(item, given):
        result.name = title_of(item)
    for row in result.parameters:
        row.value = words(given[row.name]) if row.name in given else dynamic[row.name]
        row.excluded = ids.explicit_id(item) is None or None


def _formatted(item: pytest.Item, given: dict[str, Any]) -> str | None:
    """The title as Allure fills it in; None without one, or where the parameters do not fit it."""
    title = getattr(getattr(item, "obj", None), "__allure_display_name__", None)
    try:
        return str(title.format(**given)) if title else None
    except (KeyError, IndexError, AttributeError):
        return None


def _link(result: TestResult, item: pytest.Item) -> None:
    """Where Stripe documents each card of the case."""
    from harness.core.cards import card

    known = {link.url for link in result.links}
    for number in cards_of(item):
        try:
            sources = card(number).source
        except KeyError:  # a mistyped number on purpose: nobody documents it
            continue
        for url, _, copy in (source.partition(" ") for source in sources if source.startswith("https://")):
            if url not in known:
                known.add(url)
                result.links.append(Link(LINK, url, f"Test cards {copy}".strip()))


def _label(result: TestResult, item: pytest.Item, owned: dict[str, str]) -> None:
    labels: dict[str, Any] = {CASE: item.nodeid, "channel": item.stash.get(CHANNEL, None)}
    if not any(label.name == "owner" for label in result.labels):
        folder = next((folder for folder in owned if item.nodeid.startswith(f"{folder}/")), "")
        labels["owner"] = owned.get(folder)
    result.labels.extend(Label(name, value) for name, value in labels.items() if value)
