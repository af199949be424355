"""A real shop on a backend that approves one card: that card's cases are not run, the others are, and it is unknown."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from harness import stack
from harness.config import profile
from tests.harness.stripe.probing.wrong_backend import WrongBackend, approves

ROOT = Path(__file__).resolve().parents[4]
COPIED = (
    "scenarios/__init__.py",
    "scenarios/refusals.py",
    "scenarios/steps.py",
    "scenarios/test_declines.py",
    "pytest.ini",
)
APPROVED = "4000000000009995"
RUN_SECONDS = 240.0


def test_only_the_cases_of_a_card_that_is_approved_are_not_run(tmp_path: Path) -> None:
    project, reports = tmp_path / "project", tmp_path / "reports"
    for name in COPIED:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, project / name)
    (project / "contracts").mkdir()
    embedded = stack.start("embedded", profile.load(), seed=7, logs=tmp_path / "logs")
    with embedded as running, WrongBackend(running.stripe_url, approves(APPROVED)) as wrong:
        env = {
            "CHECKOUT_URL": running.checkout_url,
            "STRIPE_API_BASE": wrong.url,
            "STRIPE_API_KEY": running.secret_key,
            "STRIPE_PUBLISHABLE_KEY": running.publishable_key,
            "STRIPE_WEBHOOK_SECRET": running.webhook_secret,
            "AWS_ENDPOINT_URL": running.aws_url,
            "ADMIN_EMAIL": running.admin_email,
            "ADMIN_PASSWORD": running.admin_password,
        }
        command = [
            sys.executable,
            "-m",
            "pytest",
            "scenarios",
            "contracts",
            "--stack=external",
            "-q",
            "-p",
            "no:randomly",
        ]
        subprocess.run(
            [*command, f"--reports={reports}", "-p", "harness.run.plugin"],
            cwd=project,
            env={**_clean(), **env},
            timeout=RUN_SECONDS,
            check=False,
            capture_output=True,
        )
    document = json.loads((reports / "verdict.json").read_text("utf-8"))
    assert document["failures"] == []
    assert (document["verdict"], document["full_run"]) == ("unknown", True)
    reason = f"it approves {APPROVED} (1 of 14 cards are not as documented)"
    assert document["reasons"][0].endswith(f"2 need declines: {reason}")
    not_run = {case["nodeid"] for case in document["cases"] if case["outcome"] == "skipped"}
    assert not_run == {case["nodeid"] for case in document["cases"] if APPROVED in case["cards"]}
    assert len(not_run) == 2
    assert document["suites"]["passed"] > 20


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "STRIPE", "AWS"))}
