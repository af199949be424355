"""A broken copy of the reference shop is found by the model alone, and its story finds it again without the model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from proving import copies
from proving.bugs import load
from proving.shops import ROOT

BUG = "open_payment_kept_for_other_cart"
LIMIT_SECONDS = 900


def gate(reports: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "harness.cli", "gate", *arguments, "--stack=embedded", "--browser=off"]
    words += [f"--reports={reports}", "--workers=1", "--seed=11"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS)


@pytest.mark.slow
def test_a_broken_copy_is_found_and_its_story_finds_it_again(tmp_path: Path) -> None:
    profile = copies.make(load(BUG), tmp_path)
    found = gate(tmp_path / "walks", "scenarios/model", "-k", "test_walks[0]", f"--profile={profile}")
    assert found.returncode == 1, found.stdout
    [story] = (tmp_path / "walks" / "stories").glob("test_*.py")
    kept = tmp_path / story.name
    kept.write_text(story.read_text("utf-8"), "utf-8")
    again = gate(tmp_path / "again", str(kept), f"--profile={profile}")
    assert again.returncode == 1, again.stdout
    right = gate(tmp_path / "right", str(kept))
    assert right.returncode == 0, right.stdout
