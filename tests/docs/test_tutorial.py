"""The tutorial "Your own checkout": its shop and its adapter, as a reader saves them, are judged as it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.test_examples import ROOT, WHOLE_FILE

PAGE = (ROOT / "docs" / "tutorial" / "own-checkout.md").read_text("utf-8")
FILES = dict(WHOLE_FILE.findall(PAGE))
(FACTS,) = re.findall(r"```toml\n(\[facts\].*?)```", PAGE, re.DOTALL)
# Step 8: the function that takes the place of the one of that name.
(MENDED,) = re.findall(r"```python\n(@app.post\(\"/thanks\"\).*?)```", PAGE, re.DOTALL)
CASES = ("scenarios/test_stripe_outages.py", "scenarios/test_success_cards.py", "scenarios/test_mine.py")
RED = "scenarios/test_stripe_outages.py::test_an_outage_while_settling"


def command(at: Path, *words: str) -> int:
    """The exit code of a command of the tutorial."""
    line = [sys.executable, "-m", "harness.cli", *words]
    return subprocess.run(line, cwd=at, capture_output=True, text=True, timeout=300, check=False).returncode


def gate(at: Path) -> tuple[int, dict[str, Any]]:
    """A part of step 7's gate: its exit code, and its verdict."""
    ended = command(at, "gate", *CASES, "--quick", "--stack=embedded", "--seed=7", "-n", "2")
    return ended, json.loads((at / "reports" / "verdict.json").read_text("utf-8"))


@pytest.mark.slow
def test_the_shop_is_red_for_what_the_tutorial_says_and_green_when_it_is_mended(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(FILES["shop.py"], "utf-8")
    (tmp_path / "requirements.txt").write_text("flask\nstripe\n", "utf-8")
    assert command(tmp_path, "init", "--yes") == 0
    (tmp_path / "my_shop.py").write_text(FILES["my_shop.py"], "utf-8")
    with (tmp_path / "checkout-harness.toml").open("a", encoding="utf-8") as profile:
        profile.write(f"\n{FACTS}")
    assert command(tmp_path, "try", "--stack=embedded") == 0
    ended, document = gate(tmp_path)
    assert ended == 1
    assert [(found["nodeid"], group["code"]) for group in document["failures"] for found in group["found"]] == [
        (RED, "fell_over")
    ]
    text = (tmp_path / "shop.py").read_text("utf-8")
    mended = re.sub(r"@app.post\(\"/thanks\"\).*?\n\n\n", lambda _: f"{MENDED}\n\n", text, flags=re.DOTALL)
    (tmp_path / "shop.py").write_text(mended, "utf-8")
    ended, document = gate(tmp_path)
    assert (ended, document["failures"]) == (0, [])
