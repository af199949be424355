"""One shopper's browser window in front of the stack's shop: tabs, what they told, and what they must not do."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, TimeoutError

from harness.browser import chromium
from harness.browser.sight import Sight
from harness.browser.traffic import Traffic
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.masking import mask

# How long anything may take to appear: two cores that eight browsers share are slow.
WAIT_MS = 20_000
STEP_MS = 20
POLICY = "Content Security Policy"
LOOKS: dict[str, Any] = {"locale": "en-US", "reduced_motion": "reduce"}


class Window:
    """A fresh browser profile; `options` are those of Playwright's `new_context`, for example a viewport.

    What passes through it is `traffic`.
    """

    def __init__(self, url: str, traffic: Traffic, **options: Any) -> None:
        self.url, self.traffic = url, traffic
        self.console: list[str] = []
        self.network: list[str] = []
        self.errors: list[str] = []
        self.context = chromium.running().new_context(**{**LOOKS, **options})
        self.context.set_default_timeout(WAIT_MS)
        self.context.tracing.start()  # every action; with `snapshots` too a payment takes a fifth longer
        self.page = self.tab()
        self._listen()
        self.traffic.watch(self.context)

    def tab(self) -> Page:
        """Another tab."""
        return self.context.new_page()

    def open(self, path: str, page: Page | None = None) -> Page:
        """Go to a page of the shop; by a whole address, too."""
        where = page or self.page
        where.goto(path if "://" in path else self.url + path)
        return where

    def see(self, sought: Locator | Sight, what: str) -> Locator:
        """Wait for something in a page; Failure with what the page shows instead when it does not come."""
        began = time.monotonic()
        if isinstance(sought, Sight):
            return self._see_somewhere(sought, what, began)
        try:
            sought.filter(visible=True).first.wait_for()
        except TimeoutError as error:
            raise self._in_vain(sought.page, what).awaited(began) from error
        return sought

    def until(self, check: Callable[[], bool], what: str) -> None:
        """Let the browser go on until something holds; Failure when it does not in time."""
        began = time.monotonic()
        for _ in range(WAIT_MS // STEP_MS):
            if check():
                return
            self.page.wait_for_timeout(STEP_MS)
        failure = Failure("not_seen", f"Waited in vain for {what}", then=f"within {WAIT_MS / 1000:.0f} s it happens")
        raise failure.awaited(began)

    def _see_somewhere(self, sought: Sight, what: str, began: float) -> Locator:
        page = sought.place().page
        for _ in range(WAIT_MS // STEP_MS):
            if shown := sought.shown():
                return shown[0]
            page.wait_for_timeout(STEP_MS)
        raise self._in_vain(page, what).awaited(began)

    def _in_vain(self, page: Page, what: str) -> Failure:
        return Failure(
            "not_seen",
            f"Waited in vain for {what}",
            let=f"the browser show the page {page.url}",
            then=f"within {WAIT_MS / 1000:.0f} s it shows {what}",
            however=f"it shows {page.locator('body').inner_text()[:400]!r}",
        )

    def at(self, path: str, page: Page | None = None) -> None:
        """Wait until a tab is at this path and query; Failure when it does not go there."""
        where, began = page or self.page, time.monotonic()
        try:
            where.wait_for_url(lambda url: url.removeprefix(self.url) == path)
        except TimeoutError as error:
            raise Failure(
                "not_there",
                f"The browser did not come to {path}",
                then=f"within {WAIT_MS / 1000:.0f} s it comes to {path}",
                however=f"it is at {where.url.removeprefix(self.url)}",
            ).awaited(began) from error

    def last_answer(self, *operations: str, since: int = 0) -> Exchange:
        """The newest answer to one of these, from the `since`-th on; Failure when no page has asked."""
        if found := self.traffic.of(*operations, since=since):
            return found[-1]
        requested = ", ".join(dict.fromkeys(one.operation for one in self.traffic.recorded[since:])) or "nothing"
        raise Failure(
            "not_asked",
            f"No page sent {' or '.join(operations)}",
            let=f"the browser show the page {self.page.url}",
            then="it sends that request",
            however=f"it sent {requested}",
        )

    def failures(self) -> list[Failure]:
        """What pages must never do, whatever the scenario: throw, break their own policy, ask anybody else."""
        found = [
            _failure("page_error", "A script of a page threw an error", "no script of it throws", line)
            for line in self.errors
        ]
        asks = "it sends requests to this machine and Stripe only"
        return found + [
            _failure("foreign_request", "A page sent a request to a foreign host", asks, line)
            for line in self.traffic.refused
        ]

    def keep_trace(self, path: Path) -> None:
        """End the trace and keep it; for `playwright show-trace`."""
        self.context.tracing.stop(path=path)

    def close(self) -> None:
        """Close every tab and forget the profile."""
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()

    def _listen(self) -> None:
        self.context.on("console", self._console)
        self.context.on("weberror", lambda web_error: self.errors.append(mask(str(web_error.error))))
        self.context.on("response", self._response)
        self.context.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        line = mask(f"{message.type}: {message.text}")
        self.console.append(line)
        if POLICY in message.text.replace("-", " "):
            self.errors.append(line)

    def _response(self, answer: Response) -> None:
        self.network.append(f"{answer.status} {answer.request.method} {mask(answer.url)}")

    def _failed(self, request: Request) -> None:
        self.network.append(f"--- {request.method} {mask(request.url)} ({request.failure})")


def _failure(code: str, title: str, then: str, however: str) -> Failure:
    return Failure(code, title, then=then, however=however)
