"""What a failed case keeps of its browser: pictures, trace, console, network, no secrets; a good one keeps nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from harness.core.masking import sightings

ROOT = Path(__file__).resolve().parents[3]
SUITE = """
import pytest
from harness.core.cards import card
from harness.core.failure import Failure
pytestmark = pytest.mark.browser

def at_checkout(shop):
    ada = shop.browser_shopper()
    ada.has(shop.product())
    ada.go("checkout")
    ada.type_card(card("4000000000009995"))
    return ada

def test_good(shop):
    at_checkout(shop)

def test_wrong(shop):
    ada = at_checkout(shop)
    ada.press_pay()
    ada.comes_to_an_end()
    ada.window.tab()
    assert ada.message == "Paid"

def test_judged(shop):
    ada = at_checkout(shop)
    ada.page.evaluate("() => { window.open('https://tracker.example/') }")
    ada.window.until(lambda: bool(ada.window.traffic.refused), "the request to be refused")
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a gate over the suite."""
    here = tmp_path_factory.mktemp("gate")
    (here / "pytest.ini").write_text((ROOT / "pytest.ini").read_text("utf-8"), "utf-8")
    (here / "scenarios").mkdir()
    (here / "scenarios" / "test_it.py").write_text(SUITE, "utf-8")
    command = [sys.executable, "-m", "harness.cli", "gate", "--stack=embedded", "--no-html", "-n", "1"]
    ended = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return here / "reports"


def case(reports: Path, name: str) -> dict[str, Any]:
    """One case of the verdict."""
    document = json.loads((reports / "verdict.json").read_text("utf-8"))
    return next(row for row in document["cases"] if row["nodeid"].endswith(f"::{name}"))


def allure(reports: Path, name: str) -> dict[str, Any]:
    """Its Allure result."""
    results = (json.loads(path.read_text("utf-8")) for path in (reports / "allure-results").glob("*-result.json"))
    return next(result for result in results if result["fullName"].endswith(f"#{name}"))


def files_of(reports: Path, name: str) -> list[Path]:
    """The files of its windows."""
    folders = (reports / "browser").glob(f"{name.replace('_', '-')}-*")
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def test_a_failed_case_keeps_every_tab_and_the_trace(browser: Browser, reports: Path) -> None:
    names = [path.name for path in files_of(reports, "test_wrong")]
    assert names == ["console.txt", "network.txt", "tab-1.html", "tab-1.png", "tab-2.html", "tab-2.png", "trace.zip"]
    attached = {row["name"]: row for row in allure(reports, "test_wrong")["attachments"]}
    assert {f"window-1: {name}" for name in names} <= set(attached)
    page = attached["window-1: tab-1.html"]  # shown as a page it would load what the page loads, from other hosts
    assert (page["type"], Path(page["source"]).suffix) == ("text/plain", ".txt")
    assert case(reports, "test_wrong")["labels"]["channel"] == "browser"


def test_so_does_one_that_only_the_judges_fail(browser: Browser, reports: Path) -> None:
    assert "tab-1.png" in [path.name for path in files_of(reports, "test_judged")]
    text = json.dumps(json.loads((reports / "verdict.json").read_text("utf-8"))["failures"])
    assert "foreign_request" in text


def test_a_good_one_keeps_nothing(browser: Browser, reports: Path) -> None:
    assert case(reports, "test_good")["outcome"] == "passed"
    assert files_of(reports, "test_good") == []
    assert not any("window" in row["name"] for row in allure(reports, "test_good").get("attachments", ()))


def test_what_is_kept_tells_and_has_no_secret(browser: Browser, reports: Path) -> None:
    files = {path.name: path for path in files_of(reports, "test_wrong")}
    assert "402 POST https://js.stripe.com/v1/payment_intents/" in files["network.txt"].read_text("utf-8")
    assert "402" in files["console.txt"].read_text("utf-8")
    with zipfile.ZipFile(files["trace.zip"]) as trace:
        texts = {name: trace.read(name).decode("utf-8", "ignore") for name in trace.namelist()}
    texts |= {name: files[name].read_text("utf-8") for name in ("network.txt", "console.txt", "tab-1.html")}
    assert "Your card has insufficient funds." in texts["tab-1.html"]
    assert {name: found for name, text in texts.items() if (found := sightings(text))} == {}
    for name in ("trace.trace", "trace.network"):
        assert all(json.loads(line) for line in texts[name].splitlines()), name
