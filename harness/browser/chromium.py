"""One headless Chromium for each process: where this machine has it, why it has none, and the one that runs.

Playwright is imported only when it is asked for: a run without a browser does not pay for it.
"""

import os
import shutil
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness.browser.netlink_filter import launcher

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The variable that names a Chromium of one's own, by path or by name.
NAMED_BY = "CHROMIUM"
# What is looked for, the lightest first: the shell is the same browser without its windows, at half the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = "no Chromium (install: apt-get install chromium, or python -m playwright install chromium)"
NO_PLAYWRIGHT = "no Playwright (install: pip install playwright)"

_open: "list[tuple[Browser, ExitStack]]" = []


def why_not() -> str:
    """Why there can be no browser here, with what to do about it; empty when there can."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return NO_PLAYWRIGHT
    if program():
        return ""
    named = os.environ.get(NAMED_BY)
    return f"no Chromium ({NAMED_BY} names no program: {named})" if named else NO_CHROMIUM


def program() -> str:
    """The path of the Chromium to use; empty when there is none. What CHROMIUM names is used or nothing."""
    if named := os.environ.get(NAMED_BY):
        return shutil.which(named) or ""
    return next(filter(None, map(shutil.which, NAMES)), None) or _installed_by_playwright()


def running() -> "Browser":
    """This process's one browser, started when it is first asked for and again when it has died."""
    if _open and _open[0][0].is_connected():
        return _open[0][0]
    close()
    from playwright.sync_api import sync_playwright

    if reason := why_not():
        raise RuntimeError(reason)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="checkout-harness-chromium-")))
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=launcher(program(), folder), args=ARGUMENTS)
        stack.callback(browser.close)
        _open.append((browser, stack.pop_all()))
    return browser


def close() -> None:
    """End the browser and its driver; nothing where none runs."""
    while _open:
        from playwright.sync_api import Error

        _, stack = _open.pop()
        with suppress(Error):  # it died of its own
            stack.close()


def _installed_by_playwright() -> str:
    """Where Playwright installed its own; empty where it did not."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:  # in this one a browser may run, and a thread has one driver at most
        path = thread.submit(_where_playwright_installs).result()
    return path if Path(path).is_file() else ""


def _where_playwright_installs() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        return driver.chromium.executable_path
