"""The tap in its container records and judges what passes, and is built anew for its own files only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import requests

from scripts.images import catalogue
from tests.localstack.conftest import Image
from tests.localstack.engine import running

PORT = 8080
EVERYTHING = "import harness.tap.__main__, harness.tap.judgement, harness.tap.har; harness.tap.rules.all_rules()"


def test_the_tap_image_judges_what_passes(image: Image) -> None:
    """Nothing listens behind it: what a checkout asks is reset, recorded and judged all the same.

    The parameter is in the head: a body that a client sends by itself may come after the reset.
    """
    with running(image("tap"), port=PORT) as container:
        container.wait("/_tap/health")
        try:
            requests.post(f"{container.url}/v1/refunds", params={"nonsense": "1"}, timeout=10)
            raise AssertionError("a page was made up")
        except requests.ConnectionError:
            pass
        found = requests.get(f"{container.url}/_tap/findings", timeout=10).json()["findings"]
    codes = {"stripe_unknown_parameter", "stripe_idempotency_key_absent"}
    assert {finding["code"] for finding in found} == codes


def test_its_files_are_all_it_needs_and_nothing_else(tmp_path: Path) -> None:
    for path, name in catalogue.IMAGES["tap"].context():
        if name.startswith("files/"):
            there = tmp_path / name
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    files = tmp_path / "files"
    way = os.pathsep.join((str(files), str(files / "services/stripe_emulator/src")))
    done = subprocess.run(
        [sys.executable, "-B", "-c", EVERYTHING],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": way},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    harness = sorted(path.name for path in (files / "harness").iterdir())
    assert harness == ["__init__.py", "core", "tap"]
    core = sorted(path.name for path in (files / "harness" / "core").iterdir())
    assert core == ["__init__.py", "cards.py", "failure_codes", "masking.py"]
