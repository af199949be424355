"""The embedded stack: its processes serve, the webhook is registered as the profile says, nothing is left behind."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
import stripe

from harness import stack
from harness.checkouts import Mail
from harness.config import profile
from harness.core.history import History
from harness.run import post_run_checks
from harness.shop.shop import Shop
from harness.stack import external
from harness.stack.base.failure import StackFailure
from harness.stack.base.http_probe import call, get_json
from harness.stack.base.stack import Stack
from harness.stack.docker import images
from harness.stack.processes.ports import listening


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One embedded stack for the tests that only look."""
    with stack.start("embedded", profile.load(), seed=1, logs=tmp_path_factory.mktemp("stack")) as started:
        yield started


def test_the_checkout_is_healthy(running: Stack) -> None:
    assert call("GET", f"{running.checkout_url}/health")[0] == 200


def test_one_port_answers_stripe_dynamodb_and_ses(running: Stack) -> None:
    where = {"endpoint_url": running.aws_url, "region_name": "us-east-1"}
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    assert len(boto3.client("dynamodb", **where, **keys).list_tables()["TableNames"]) == 5
    assert boto3.client("ses", **where, **keys).list_identities()["Identities"]
    client = stripe.StripeClient(running.secret_key, base_addresses={"api": running.stripe_url})
    assert client.v1.payment_intents.create({"amount": 100, "currency": "usd"}).status == "requires_payment_method"


def test_mails_are_listed_as_localstack_lists_them(running: Stack) -> None:
    """`?email=` keeps a sender's (tests/localstack holds the same of LocalStack); who they went to is ours to find."""
    where = {"endpoint_url": running.aws_url, "region_name": "us-east-1"}
    client = boto3.client("ses", aws_access_key_id="test", aws_secret_access_key="test", **where)
    client.verify_email_identity(EmailAddress="from@shop.example")
    text = {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Ada"}}}
    client.send_email(Source="from@shop.example", Destination={"ToAddresses": ["to@shop.example"]}, Message=text)
    listed = [
        len(get_json(f"{running.aws_url}/_aws/ses?email={who}@shop.example")["messages"]) for who in ("from", "to")
    ]
    assert listed == [1, 0]
    shop = Shop(running, History(), seed=1, test_id="mails")
    assert shop.mails("to@shop.example") == [Mail("Hello", "Ada")]
    assert shop.mails("from@shop.example") == []
    shop.close()
    received = [get_json(f"{running.aws_url}/_aws/ses?to={who}@shop.example")["messages"] for who in ("from", "to")]
    assert [len(mails) for mails in received] == [0, 1]


def test_the_checkout_asks_stripe_through_the_tap_and_browsers_do_not(running: Stack, tmp_path: Path) -> None:
    shop = Shop(running, History(), seed=1, test_id="through the tap")
    shopper = shop.shopper()
    shopper.add(shop.product())
    shopper.begin()
    shop.close()
    cases = {case.nodeid: case for case in post_run_checks.judge_all(running, "pytest", tmp_path)}
    created = cases["after::stripe_requests[POST /v1/payment_intents]"]
    assert (created.outcome, created.operation_counts["requests"]) == ("passed", 1)
    assert call("POST", f"{running.tap_url}/_tap/reset")[0] == 200
    recorded = json.dumps(json.loads((tmp_path / "stripe.har").read_text(encoding="utf-8")), ensure_ascii=False)
    assert "sk_test_…" in recorded
    assert "sk_test" not in recorded.replace("sk_test_…", "")


def test_the_webhook_is_registered_as_the_profile_says(running: Stack) -> None:
    client = stripe.StripeClient(running.secret_key, base_addresses={"api": running.stripe_url})
    (endpoint,) = client.v1.webhook_endpoints.list().data
    assert endpoint.url == f"{running.checkout_url}/api/webhooks/stripe"
    assert tuple(endpoint.enabled_events) == profile.load().webhook_events


def test_the_user_s_own_keys_do_not_reach_the_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from harness.stack.base.environment import clean_environment

    for name in ("STRIPE_API_KEY", "AWS_PROFILE", "ADMIN_EMAIL"):
        monkeypatch.setenv(name, "mine")
    assert "mine" not in clean_environment().values()


def test_the_tables_are_judged_after_the_run(running: Stack) -> None:
    where = {"endpoint_url": running.aws_url, "region_name": "us-east-1"}
    client = boto3.client("dynamodb", aws_access_key_id="test", aws_secret_access_key="test", **where)
    assert [case.outcome for case in post_run_checks.judge_all(running, "pytest")] == ["passed", "passed"]
    key = {"user_id": {"S": "nobody"}}
    client.put_item(TableName="checkout-carts", Item={**key, "note": {"S": "4000 0000 0000 9995"}})
    log, tables = post_run_checks.judge_all(running, "pytest")
    client.delete_item(TableName="checkout-carts", Key=key)
    assert (log.outcome, tables.outcome) == ("passed", "failed")
    assert [finding.code for finding in tables.findings] == ["secret_in_tables"]


def test_tables_that_cannot_be_read_are_unknown(running: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: Stack) -> list[str]:
        raise OSError("gone")

    monkeypatch.setattr(post_run_checks, "table_lines", refuses)
    _, tables = post_run_checks.judge_all(running, "pytest")
    assert (tables.outcome, tables.findings[0].however) == ("unknown", ("OSError: gone",))


def test_closing_ends_every_process(tmp_path: Path) -> None:
    with stack.start("embedded", profile.load(), seed=2, logs=tmp_path) as started:
        ports = [int(url.rpartition(":")[2]) for url in (started.checkout_url, started.stripe_url, started.tap_url)]
        assert all(map(listening, ports))
    assert not any(map(listening, ports))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("{python}", "-c", "raise SystemExit('no config')"), ("exit status 1", "| no config", "run it by hand")),
        (("no-such-program",), ("no-such-program", "exit status")),
    ],
)
def test_a_checkout_that_cannot_start_is_told_and_the_edge_is_ended(
    tmp_path: Path, command: tuple[str, ...], words: tuple[str, ...]
) -> None:
    broken = replace(profile.load(), command=command)
    with pytest.raises(StackFailure) as caught:
        stack.start("embedded", broken, seed=3, logs=tmp_path)
    message = str(caught.value)
    for word in words:
        assert word in message, message
    ready = (tmp_path / "edge.log").read_text().splitlines()[0]
    assert not listening(int(ready.rpartition(":")[2])), "the edge still serves"


def test_a_mode_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(StackFailure, match="one of auto, embedded"):
        stack.start("nonsense", profile.load(), seed=4, logs=tmp_path)


@pytest.mark.parametrize(
    ("missing", "mode", "why"),
    [
        ("", "containers", "an engine and the images are there"),
        ("no Docker engine answers (refused)", "embedded", "auto: no Docker engine answers (refused)"),
        (images.UNBUILT, "embedded", "auto: the images are not built yet (make images)"),
    ],
)
def test_auto_takes_containers_where_all_is_there(
    monkeypatch: pytest.MonkeyPatch, missing: str, mode: str, why: str
) -> None:
    monkeypatch.setattr(images, "find", lambda *_: ({}, missing))
    chosen, reason = stack.choose("auto", profile.load())
    assert (chosen, why in reason) == (mode, True)


def test_auto_is_embedded_for_a_profile_without_a_container() -> None:
    bare = replace(profile.load(), container=None)
    assert stack.choose("auto", bare) == ("embedded", "auto: the profile has no [container]")


def test_what_is_missing_for_containers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    assert images.find("checkout")[1].startswith("no Docker engine answers (")
    monkeypatch.setenv("PATH", "")
    assert images.find("checkout") == ({}, "there is no docker command")


def test_each_part_is_timed(running: Stack) -> None:
    assert set(running.parts) == {"edge", "tap", "checkout"}
    assert all(0 < seconds <= running.startup_seconds for seconds in running.parts.values())


def test_an_external_stack_needs_its_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("STRIPE_") or name == "CHECKOUT_URL"]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(external, "DOTENV", tmp_path / ".env")
    with pytest.raises(StackFailure, match="not set: CHECKOUT_URL"):
        stack.start("external", profile.load(), seed=5, logs=tmp_path)


def test_live_keys_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHECKOUT_URL", "STRIPE_API_BASE", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("STRIPE_API_KEY", "sk_" + "live_1234")
    with pytest.raises(StackFailure, match="a live key in STRIPE_API_KEY"):
        stack.start("external", profile.load(), seed=6, logs=tmp_path)
