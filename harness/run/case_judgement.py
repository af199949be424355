"""The judgement of one case: its shop's history by every invariant, however the case ended, and what windows showed."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.checkouts import NotOffered
from harness.core import case_deadline
from harness.core.failure import UNKNOWN, Failure
from harness.core.places import name_of
from harness.judging.goals.met import met
from harness.run.cases import lateness
from harness.run.cases.stash import ANSWER_COUNTS, GOALS_SEEN, HISTORY, JUDGED, NOT_RUN, SHOP
from harness.run.selection import reports_folder

if TYPE_CHECKING:
    from harness.shop.shop import Shop

_EVENTS_JUDGED = pytest.StashKey[int]()


def keep(request: pytest.FixtureRequest, shop: "Shop") -> "Shop":
    """The shop of a case, from its fixture: it is judged when the body ends, again at the end where fixtures went on
    using it, and then closed."""
    request.node.stash[SHOP] = shop
    request.node.stash[HISTORY] = shop.history

    def end() -> None:
        try:
            of_fixtures(request.node)
        finally:
            shop.close()

    request.addfinalizer(end)
    return shop


def told(error: BaseException) -> BaseException:
    """The error itself; of a case that needs what the checkout does not offer, that it is skipped and why."""
    return pytest.skip.Exception(str(error)) if isinstance(error, NotOffered) else error


def touched(item: pytest.Item) -> bool:
    """Whether the case has asked its shop, or Stripe, for anything that was not judged yet."""
    shop = item.stash.get(SHOP, None)
    since = item.stash.get(_EVENTS_JUDGED, 0)
    return shop is not None and any(event.kind == "invoke" for event in shop.history.events[since:])


def of_body(item: pytest.Item, error: BaseException | None = None) -> None:
    """Judge once the body has ended: a violation fails the case, or is told beside the body's own error.

    `error` is what the body ended with; one that says "not run" or ends the session gives way to a violation.
    """
    shop = item.stash.get(SHOP, None)
    lateness.examine(error, shop.history if shop is not None else None)
    if shop is None or (isinstance(error, NOT_RUN) and not touched(item)):
        return
    gives_way = isinstance(error, (*NOT_RUN, pytest.exit.Exception))
    failures = _judge(item, shop, None if gives_way else error)
    if not failures:
        return
    if error is not None and not gives_way:
        for failure in failures:
            if failure.code != UNKNOWN:
                error.add_note(str(failure))
        return
    if isinstance(error, pytest.exit.Exception):
        item.session.shouldstop = f"pytest.exit: {error}"
    raise _first(failures) from error


def of_fixtures(item: pytest.Item) -> None:
    """Judge once the fixtures on top of the shop are done, where they asked it for something since the last time."""
    if touched(item) and (failures := _judge(item, item.stash[SHOP])):
        raise _first(failures)


def _first(failures: list[Failure]) -> Failure:
    for failure in failures[1:]:
        failures[0].add_note(str(failure))
    return failures[0]


def _judge(item: pytest.Item, shop: "Shop", error: BaseException | None = None) -> list[Failure]:
    from harness.core import api_coverage
    from harness.run.allure import evidence

    files = _look(item, shop, error) if error else []
    case_deadline.judging()
    found = lateness.settled(close_and_judge(shop), shop.history)
    failures = sorted(found, key=lambda failure: failure.code == UNKNOWN)
    if failures and not error:
        files = _look(item, shop, failures[0])
    for failure in failures:
        failure.exchange = failure.exchange or evidence.Steps(shop.history)
    item.stash[JUDGED] = failures
    item.stash[_EVENTS_JUDGED] = len(shop.history.events)
    if contract := api_coverage.contract_of(shop.stack.contract):
        item.stash[ANSWER_COUNTS] = api_coverage.count(contract, shop.history)
    said = [event.data["goal"] for event in shop.history.of(kind="fact", operation="reached")]
    item.stash[GOALS_SEEN] = [*said, *met(shop.history)]
    if getattr(item.config.option, "allure_report_dir", None):
        evidence.attach(shop.history)
        evidence.attach_files(files)
    return failures


def _look(item: pytest.Item, shop: "Shop", error: BaseException) -> list[Path]:
    """What the case's browser windows show now, as files in the reports; the error tells where."""
    if not shop.windows():
        return []
    from harness.browser import EVIDENCE, evidence

    folder = reports_folder(item.config) / EVIDENCE / name_of(item.nodeid)
    shutil.rmtree(folder, ignore_errors=True)
    error.add_note(f"what the browser showed: {folder}")
    numbered = enumerate(shop.windows(), 1)
    return [path for number, window in numbered for path in evidence.keep(window, folder / f"window-{number}")]


def close_and_judge(shop: "Shop") -> list[Failure]:
    """What the judges found in the shop's history; taking the last snapshots may itself fail, which is unknown."""
    try:
        return list(shop.close_and_judge())
    except Failure as failure:
        return [failure]
    except Exception as error:  # noqa: BLE001  whatever broke, the case was not judged, and that is told
        got = f"{type(error).__name__}: {error}"
        return [Failure(UNKNOWN, "Could not judge this case", then="its history can be judged", however=got)]
