"""Where a Chromium is found, why there is none, and the one that runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error
from typer.testing import CliRunner

from harness.browser import chromium
from harness.cli import app

ROOT = Path(__file__).resolve().parents[3]
WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as driver: print(driver.chromium.executable_path)
"""
NOT_IMPORTED = "import sys, harness.run.plugin, harness.browser.chromium\nassert 'playwright' not in sys.modules"


def program(path: Path) -> str:
    """A program at this path; the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\necho Chromium 1.2\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def python(code: str, **env: str) -> str:
    """What this code prints in a process of its own."""
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout.strip()


def test_a_machine_without_says_how_to_get_one(no_chromium: str) -> None:
    assert (chromium.why_not(), chromium.program()) == (no_chromium, "")
    assert no_chromium == ("no Chromium (install: apt-get install chromium, or python -m playwright install chromium)")


def test_path_is_searched_in_order(no_chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("google-chrome", "chromium-browser", "chromium", "chromium-headless-shell"):
        assert chromium.program() != (found := program(tmp_path / name))
        assert (chromium.program(), chromium.why_not()) == (found, "")


def test_the_variable_comes_first(no_chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    program(tmp_path / "bin" / "chromium")
    monkeypatch.setenv(chromium.NAMED_BY, program(tmp_path / "mine"))
    assert chromium.program() == str(tmp_path / "mine")


def test_playwright_s_own_is_the_last(no_chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    where = python(WHERE)
    assert where.startswith(str(tmp_path / "browsers"))
    assert chromium.program() == ""
    program(Path(where))
    assert (chromium.program(), chromium.why_not()) == (where, "")


def test_playwright_s_own_is_found_while_a_browser_runs(browser: Browser, no_chromium: str) -> None:
    assert chromium.why_not() == no_chromium


def test_without_playwright_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    assert chromium.why_not() == "no Playwright (install: pip install playwright)"


def test_who_asks_for_one_nevertheless_is_told_why_not(no_chromium: str) -> None:
    chromium.close()
    with pytest.raises(RuntimeError, match="no Chromium"):
        chromium.running()


def test_there_is_one_for_a_process_until_it_is_closed(browser: Browser) -> None:
    assert chromium.running() is browser
    chromium.close()
    chromium.close()
    assert not browser.is_connected()


def test_one_that_died_is_replaced(browser: Browser) -> None:
    with pytest.raises(Error):
        browser.new_browser_cdp_session().send("Browser.crash")
    page = chromium.running().new_page()
    page.set_content("<h1>Alive</h1>")
    assert page.inner_text("h1") == "Alive"


def test_nothing_is_paid_for_playwright_before_it_is_needed() -> None:
    python(NOT_IMPORTED)


def test_the_doctor_tells_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.NAMED_BY, program(tmp_path / "mine"))
    assert doctor() == (True, f"{tmp_path / 'mine'} (Chromium 1.2)", False)


def test_the_doctor_tells_why_not_and_does_not_need_one(no_chromium: str) -> None:
    assert doctor() == (False, no_chromium, False)


def doctor() -> tuple[bool, str, bool]:
    """What it says of Chromium: good, what came, needed."""
    checks = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).output)
    (check,) = [check for check in checks if check["name"] == "Chromium"]
    assert "--browser=required" in check["hint"]
    return check["good"], check["got"], check["needed"]
