"""A run without a browser owes nothing: whatever a full run must have met, cases without one meet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from harness.core.cards import catalogue

ROOT = Path(__file__).resolve().parents[3]
COLLECT = ("--collect-only", "-q", "-p", "tests.harness.browser.told_cards", "-m", "not browser")


def test_the_suites_are_collected_without_playwright() -> None:
    """Else a machine without it could not run anything, where it can run all but the cases in a browser."""
    code = "import sys, pytest; sys.modules['playwright'] = None; sys.exit(pytest.main(sys.argv[1:]))"
    words = [sys.executable, "-c", code, "scenarios/browser", "--collect-only", "-q"]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stdout


def test_every_card_is_paid_with_without_a_browser() -> None:
    """Else `--browser=off` and a machine without Chromium would be unknown for cards that nobody paid with."""
    words = [sys.executable, "-m", "pytest", "scenarios", "contracts", *COLLECT]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    (numbers,) = [line for line in ended.stdout.splitlines() if line.startswith("[")]
    assert {card.number for card in catalogue() if card.browser} - set(json.loads(numbers)) == set()
