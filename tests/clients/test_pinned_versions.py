"""The SDKs of these years, each at the API version that it pins: eight ordinary steps of a shop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from tests.clients import tools
from tests.clients.conftest import obtained
from tests.clients.driver import HERE, LOOPBACK_ONLY
from tests.stripe_emulator.client import Account

# By release, the API version that it pins.
PYTHON = {
    "8.11.0": "2023-10-16",
    "9.12.1": "2024-04-10",
    "10.12.1": "2024-06-20",
    "11.6.1": "2025-02-24.acacia",
    "12.5.2": "2025-08-27.basil",
    "13.2.1": "2025-10-29.clover",
    "14.4.2": "2026-02-25.clover",
    "15.6.2": "2026-08-26.dahlia",
    "16.1.0": "2026-10-28.endive",
}
NODE = {
    "12.18.0": "2022-11-15",
    "13.11.0": "2023-08-16",
    "14.25.0": "2023-10-16",
    "15.12.0": "2024-04-10",
    "16.12.0": "2024-06-20",
    "17.7.0": "2025-02-24.acacia",
    "18.5.0": "2025-08-27.basil",
    "19.3.1": "2025-10-29.clover",
    "20.4.1": "2026-02-25.clover",
    "21.0.1": "2026-03-25.dahlia",
    "22.6.2": "2026-08-26.dahlia",
    "23.1.0": "2026-10-28.endive",
}
STEPS = 8
SECONDS = 120


@pytest.mark.parametrize("release", PYTHON)
def test_the_steps_through_stripe_python(account: Account, release: str) -> None:
    """Every step in every release."""
    sdk = obtained(lambda: tools.python_sdk(release))
    command = [sys.executable, str(HERE / "python_steps.py")]
    _check(command, account, {"PYTHONPATH": str(sdk)} if sdk else {}, PYTHON[release])


@pytest.mark.parametrize("release", NODE)
def test_the_steps_through_stripe_node(account: Account, release: str) -> None:
    """Every step in every release."""
    node, folder = obtained(lambda: tools.node_sdk(release))
    _check([node, str(HERE / "node_steps.mjs")], account, {"SDK_FOLDER": str(folder)}, NODE[release])


def _check(command: Sequence[str], account: Account, environment: Mapping[str, str], pinned: str) -> None:
    ended = subprocess.run(
        [*command, account.base, account.secret_key],
        env={**os.environ, **LOOPBACK_ONLY, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    told = json.loads(ended.stdout)
    assert told["version"] == pinned
    assert told["steps"] == dict.fromkeys(told["steps"], "ok")
    assert len(told["steps"]) == STEPS
