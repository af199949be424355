"""A stack of containers that runs: what is published, bounded, reached by whom, and told when a part dies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import stripe

from harness import stack
from harness.config import profile
from harness.core.awaiting import eventually
from harness.run import post_run_checks
from harness.stack.base.stack import RunningStack, Stack
from harness.stack.docker import leftovers
from tests.harness.stack.containers.runs import assert_nothing_left, things
from tests.localstack.engine import docker

PARTS = ("localstack", "tap", "checkout")
INTENT = {"amount": "2000", "currency": "usd", "payment_method_types[]": "card", "confirm": "true"}
PAID = {**INTENT, "payment_method": "pm_card_visa"}
CHALLENGED = {**INTENT, "payment_method": "pm_card_threeDSecure2Required", "return_url": "http://back.example"}
ASK_STRIPE = """
import json, os, urllib.parse, urllib.request
form = urllib.parse.urlencode(json.loads(os.environ["FORM"])).encode()
bearer = {"Authorization": "Bearer " + os.environ["STRIPE_API_KEY"]}
request = urllib.request.Request(os.environ["STRIPE_API_BASE"] + "/v1/payment_intents", form, bearer)
print(urllib.request.urlopen(request).read().decode())
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """One stack for the tests that only look."""
    logs = tmp_path_factory.mktemp("stack")
    running = stack.start("containers", profile.load(), seed=1, logs=logs)
    with running:
        yield running


@pytest.fixture
def running(started: RunningStack) -> Stack:
    """What it is told as."""
    return started.stack


def name(running: Stack, part: str) -> str:
    """The name of a part's container."""
    return f"{leftovers.LABEL}-{running.run}-{part}"


def test_every_part_is_healthy_and_timed(running: Stack) -> None:
    assert requests.get(f"{running.checkout_url}/health", timeout=10).status_code == 200
    assert set(running.parts) == set(PARTS)
    assert all(0 < seconds <= running.startup_seconds for seconds in running.parts.values())
    assert set(running.images) == set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_port_is_published_on_loopback_only(running: Stack, part: str) -> None:
    ports = json.loads(docker("inspect", "--format", "{{json .NetworkSettings.Ports}}", name(running, part)))
    published = [binding["HostIp"] for bindings in ports.values() for binding in bindings or ()]
    assert published == ["127.0.0.1"]


@pytest.mark.parametrize("part", PARTS)
def test_a_container_is_bounded_and_reaps(running: Stack, part: str) -> None:
    host_config = json.loads(docker("inspect", "--format", "{{json .HostConfig}}", name(running, part)))
    assert host_config["Init"] is True
    assert 0 < host_config["Memory"] <= 2 * 2**30
    assert 0 < host_config["PidsLimit"] <= 1024
    assert host_config["Privileged"] is False


def test_nothing_of_this_machine_s_environment_is_inside(running: Stack) -> None:
    inside = json.loads(docker("inspect", "--format", "{{json .Config.Env}}", name(running, "checkout")))
    environment = dict(variable.split("=", 1) for variable in inside)
    assert "STRIPE_API_BASE" in environment
    same = {name for name, value in environment.items() if os.environ.get(name) == value}
    assert same <= {"PATH", "HOME", "PYTHONUNBUFFERED", "LANG"}


def test_the_webhook_goes_to_the_checkout_by_its_name_and_arrives(running: Stack) -> None:
    client = stripe.StripeClient(running.secret_key, base_addresses={"api": running.stripe_url})
    (endpoint,) = client.v1.webhook_endpoints.list().data
    assert endpoint.url == "http://checkout:8000/api/webhooks/stripe"
    bearer = {"Authorization": f"Bearer {running.secret_key}"}
    requests.post(f"{running.stripe_url}/v1/payment_intents", data=PAID, headers=bearer, timeout=30).raise_for_status()
    path = f"{running.stripe_url}/_localstack/stripe/webhook_deliveries?account={running.account}"

    def arrived() -> bool:
        return any(one["status"] == 200 for one in requests.get(path, timeout=10).json()["data"])

    eventually(arrived, reason="a delivery that the checkout answered with 200", deadline=20)


def test_a_challenge_is_where_a_browser_on_this_machine_reaches_it(running: Stack) -> None:
    """Though the checkout, which asked for it, knows Stripe by another name."""
    form = f"FORM={json.dumps(CHALLENGED)}"
    made = docker("exec", "--env", form, name(running, "checkout"), "python", "-c", ASK_STRIPE)
    url = json.loads(made)["next_action"]["redirect_to_url"]["url"]
    assert url.startswith(f"{running.stripe_url}/")
    assert requests.get(url, timeout=10).status_code == 200


def test_the_checkout_tells_browsers_where_stripe_is(running: Stack) -> None:
    config = requests.get(f"{running.checkout_url}/api/payments/config", timeout=10).json()
    assert config["api_base"] == running.stripe_url


def test_log_and_tables_are_judged_after_the_run(running: Stack) -> None:
    judged = {case.nodeid: case.outcome for case in post_run_checks.judge_all(running, "pytest")}
    assert (judged["after::log"], judged["after::tables"]) == ("passed", "passed")
    assert "ready" in Path(running.logs["checkout"]).read_text("utf-8")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_dies_is_told_and_nothing_is_left(tmp_path: Path, part: str) -> None:
    running = stack.start("containers", profile.load(), seed=2, logs=tmp_path)
    try:
        assert running.broken() == []
        docker("kill", "--signal", "KILL", name(running.stack, part))
        (broke,) = running.broken()
    finally:
        running.close()
    for word in ("The stack broke while cases ran", "exit code 137", "Hint: "):
        assert word in str(broke)
    assert things(running.stack.run) == []


def test_two_stacks_at_once_do_not_know_each_other(started: RunningStack, tmp_path: Path) -> None:
    with stack.start("containers", profile.load(), seed=1, logs=tmp_path) as other:
        assert other.run != started.stack.run
    assert things(other.run) == []
    assert len(things(started.stack.run)) == len(PARTS) + 1
    assert started.broken() == []


def test_a_profile_s_variables_and_command_reach_the_container(tmp_path: Path) -> None:
    own = profile.load()
    assert own.container is not None
    inside = replace(own.container, port=8123, command=("--host", "0.0.0.0", "--port", "{port}"))
    changed = replace(own, env={"MINE": "{STRIPE_API_KEY}"}, container=inside)
    with stack.start("containers", changed, seed=3, logs=tmp_path) as running:
        mine = docker("exec", name(running, "checkout"), "python", "-c", "import os; print(os.environ['MINE'])")
        assert mine == running.secret_key
    assert_nothing_left(running.run)
