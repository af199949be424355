"""What stands in for Stripe here: an emulator of its own, and a proxy before it that changes what it is told to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.dual_mode.changing_proxy import ChangingProxy
from tests.stripe_emulator.conftest import emulator

__all__ = ["ChangingProxy", "emulator"]
ROOT = Path(__file__).resolve().parents[2]
KEYS = {"STRIPE_TEST_KEY": "sk_test_something", "STRIPE_TEST_PUBLISHABLE_KEY": "pk_test_something"}
# All that these runs need; the other plugins of the environment take longer to load than most runs here.
PLUGINS = ("-p", "harness.run.plugin", "-p", "xdist.plugin", "-p", "no:cacheprovider")
RUN_SECONDS = 240.0


@dataclass(frozen=True)
class Ended:
    """A run of pytest that is over."""

    status: int
    output: str
    reports: Path


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ended]:
    """Runs marked tests in a pytest of their own: `run(environment, *arguments)`."""

    def start(environment: Mapping[str, str], *arguments: str) -> Ended:
        reports = tmp_path / "reports"
        command = [sys.executable, "-m", "pytest", *PLUGINS, "tests/stripe_emulator", "-m", "stripe", "-q"]
        done = subprocess.run(
            [*command, f"--reports={reports}", *arguments],
            cwd=ROOT, env={**_clean(), **environment}, capture_output=True, text=True, timeout=RUN_SECONDS, check=False,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout + done.stderr, reports)

    return start


def _clean() -> dict[str, Any]:
    """This process's variables without what concerns this run of pytest, or a real account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "STRIPE"))}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
