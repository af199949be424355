"""The way of one payment and of one case stays a straight walk: through at most twelve rooms each."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from stripe_emulator.app import create_app
from tests import own_loop
from tests.project.import_graph import ROOT
from tests.project.walk import Walk, recorded

MOST = 12
NEW = {"amount": "2000", "currency": "usd", "payment_method_types[]": "card"}
KEY = {"authorization": "Bearer sk_test_walk"}


def test_a_card_confirm_enters_few_rooms_of_the_emulator() -> None:
    """`POST /v1/payment_intents/{id}/confirm` with a card that pays, through the application as it is served."""

    async def scene() -> tuple[Walk, dict[str, Any]]:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=KEY) as client:
            warm = {"amount": "2000", "currency": "usd", "confirm": "true", "payment_method": "pm_card_visa"}
            await client.post("/v1/payment_intents", data={**warm, "payment_method_types[]": "card"})
            intent = (await client.post("/v1/payment_intents", data=NEW)).json()
            with recorded() as walk:
                path = f"/v1/payment_intents/{intent['id']}/confirm"
                confirmed = await client.post(path, data={"payment_method": "pm_card_visa"})
        return walk, confirmed.json()

    walk, confirmed = own_loop.run(scene())
    assert confirmed["status"] == "succeeded"
    print(f"one card confirm: {walk}")
    assert 0 < len(walk.rooms()) <= MOST, str(walk)


@pytest.mark.slow
def test_a_case_enters_few_rooms_of_the_harness(tmp_path: Path) -> None:
    """From pytest's first hook of a case to the verdict, reports written; the suites' own files are left out."""
    target = tmp_path / "walk.json"
    case = "scenarios/test_second_card.py"
    command = [
        sys.executable,
        "-m",
        "pytest",
        case,
        "-p",
        "tests.project.walking_plugin",
        "-p",
        "no:randomly",
        "-q",
        "-k",
        "three_declines",
        "--stack=embedded",
        f"--reports={tmp_path / 'reports'}",
    ]
    environment = {**os.environ, "WALK_FILE": str(target)}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode in (0, 3), ran.stdout + ran.stderr
    walk = Walk([name for name in json.loads(target.read_text("utf-8")) if not name.startswith("scenarios/")])
    print(f"one case: {walk}")
    assert 0 < len(walk.rooms()) <= MOST, str(walk)
