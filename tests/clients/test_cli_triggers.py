"""Every `stripe trigger EVENT` of Stripe's command line tool leaves the event that it is named for."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients import tools
from tests.clients.conftest import obtained
from tests.clients.triggers import ELSEWHERE, EXCEPTIONS, TRIGGERS, about, event_type
from tests.stripe_emulator.client import Account, eventually, ok

Trigger = Callable[..., subprocess.CompletedProcess[str]]
TRIGGER_SECONDS, EVENT_SECONDS = 60.0, 10.0


@pytest.fixture(scope="session")
def trigger(tmp_path_factory: pytest.TempPathFactory) -> Trigger:
    """Runs the tool for an account, with a home of its own and no way to the network."""
    binary, home = obtained(tools.stripe_cli), tmp_path_factory.mktemp("home")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [binary, "trigger", *arguments], env=environment(home), cwd=home, capture_output=True, text=True,
            timeout=TRIGGER_SECONDS, check=False,
        )  # fmt: skip

    return run


@pytest.mark.parametrize("event", [event for event in TRIGGERS if event not in EXCEPTIONS])
def test_a_trigger_leads_to_its_event(trigger: Trigger, account: Account, event: str) -> None:
    """The tool is content, and the event is there with the object it is about."""
    ended = fire(trigger, account, event)
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}"
    type = event_type(event)
    found = eventually(lambda: account.events(type), reason=f"an event {type}", deadline=EVENT_SECONDS)
    assert {one["data"]["object"]["object"] for one in found} == {about(event)}


@pytest.mark.parametrize("event", EXCEPTIONS)
def test_an_exception_is_still_one(trigger: Trigger, account: Account, event: str) -> None:
    """What leads to its event after all has no place among the exceptions."""
    ended = fire(trigger, account, event)
    assert ended.returncode != 0 or account.events(event_type(event)) == [], f"{event} is no exception any more"


def test_at_most_three_exceptions() -> None:
    """Whichever of the tool's triggers one counts, nearly all work."""
    assert set(EXCEPTIONS) <= set(TRIGGERS)
    assert len(EXCEPTIONS) <= 3


def test_no_trigger_of_the_tool_is_forgotten(trigger: Trigger) -> None:
    """The tool's own list is the two lists above."""
    told = trigger("--help").stdout
    listed = told.partition("Supported events:")[2].partition("Usage:")[0].split()
    assert sorted(listed) == sorted([*TRIGGERS, *ELSEWHERE])


def test_a_refusal_ends_the_tool_with_an_error(trigger: Trigger, account: Account) -> None:
    """So that exit status 0 says something."""
    fault = {"account": account.name, "kind": "status", "status": 500, "path": "/v1/customers"}
    ok(account.introspect("POST", "/faults", json=fault))
    ended = fire(trigger, account, "customer.created")
    assert ended.returncode == 1
    assert "Trigger failed" in ended.stdout + ended.stderr
    assert account.events("customer.created") == []


def fire(trigger: Trigger, account: Account, event: str) -> subprocess.CompletedProcess[str]:
    """Run the trigger with the account's secret key."""
    return trigger(event, "--api-key", account.secret_key, "--api-base", account.base)


def environment(home: Path) -> dict[str, str]:
    """No profile of this machine, no telemetry, no look for news: all but loopback meets a dead proxy."""
    dead = "http://127.0.0.1:9"
    own = {
        "HOME": str(home), "USERPROFILE": str(home), "XDG_CONFIG_HOME": str(home), "STRIPE_CLI_TELEMETRY_OPTOUT": "1",
        "STRIPE_NO_AUTO_UPDATE": "1", "HTTP_PROXY": dead, "HTTPS_PROXY": dead, "NO_PROXY": "127.0.0.1,localhost",
    }  # fmt: skip
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("STRIPE_")}
    return {**inherited, **own}
