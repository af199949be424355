"""The stack of docker-compose.yml, really up: its webhooks, its products, its payments, and that nothing stays."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import runpy
import socket
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser

from harness.config import profile
from harness.core.awaiting import eventually
from harness.core.cards import card
from harness.core.history import History
from harness.shop.shop import Shop
from harness.stack import dotenv, external
from harness.stack.base.failure import StackFailure
from harness.stack.processes.ports import free_port
from scripts.compose import command, desk
from scripts.images.engine import Unavailable
from tests.localstack.conftest import OFFLINE, Image
from tests.localstack.engine import docker

PORTS = ("LOCALSTACK_PORT", "CHECKOUT_PORT", "STOCK_LOCALSTACK_PORT", "STOCK_CHECKOUT_PORT", "REPORTS_PORT")
PROFILES = "stock,reports"
SECONDS = 20.0
SEEDED = [title for title, *_ in runpy.run_path(str(desk.ROOT / "docker" / "prepare.py"))["PRODUCTS"]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """A project and ports of this run alone; a developer's own `.env` is not looked at."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("desk") / ".env"
        patch.setattr(desk, "DOTENV", place)
        patch.setattr(external, "DOTENV", place)
        ports = {name: str(free_port()) for name in PORTS}
        for name, value in {**dotenv.read(desk.EXAMPLE, ports), **ports}.items():
            patch.setenv(name, value)
        patch.setenv("COMPOSE_PROJECT_NAME", f"checkout-harness-test-{uuid.uuid4().hex[:12]}")
        patch.setenv("COMPOSE_PROFILES", PROFILES)
        yield patch


@pytest.fixture(scope="module")
def env(environment: pytest.MonkeyPatch, image: Image) -> Iterator[dict[str, str]]:
    """A running stack with both profiles, as its variables."""
    image("localstack-stock")
    try:
        desk.up(offline=OFFLINE)
        yield dict(os.environ)
    finally:
        desk.down()


def products(url: str) -> list[str]:
    """What a shop sells."""
    return [product["title"] for product in requests.get(f"{url}/api/products", timeout=10).json()["products"]]


def stripe(env: dict[str, str], path: str, **form: str) -> requests.Response:
    """A request with the secret key."""
    url, key = f"{env['STRIPE_API_BASE']}{path}", (env["STRIPE_API_KEY"], "")
    return requests.post(url, data=form, auth=key, timeout=10) if form else requests.get(url, auth=key, timeout=10)


def stripe_as_the_shop(form: dict[str, str], env: dict[str, str]) -> Any:
    """A PaymentIntent made under the name by which containers know Stripe."""
    url, key = f"{env['STRIPE_API_BASE']}/v1/payment_intents", (env["STRIPE_API_KEY"], "")
    return requests.post(url, form, auth=key, headers={"Host": "localstack:4566"}, timeout=10).json()


def deliveries(env: dict[str, str], event: str) -> list[int]:
    """The shop's answers to this event, awaited."""
    url = f"{env['STRIPE_API_BASE']}/_localstack/stripe/webhook_deliveries?event_id={event}"
    rows = eventually(
        lambda: requests.get(url, timeout=10).json()["data"], reason=f"the delivery of {event}", deadline=SECONDS
    )
    return [row["status"] for row in rows or []]


def test_the_file_is_valid_and_up_makes_a_dot_env(env: dict[str, str]) -> None:
    assert command.output(command.find(), "config", "--quiet") == ""
    assert desk.DOTENV.read_text("utf-8") == desk.EXAMPLE.read_text("utf-8")


def test_the_commands_of_the_guide_answer(env: dict[str, str]) -> None:
    """curl .../_localstack/stripe/payment_intents and .../payment_intents/{id}."""
    made = stripe(env, "/v1/payment_intents", amount="5999", currency="usd").json()["id"]
    listed = requests.get(f"{env['STRIPE_API_BASE']}/_localstack/stripe/payment_intents", timeout=10).json()
    assert made in [intent["id"] for intent in listed["data"]]
    one = requests.get(f"{env['STRIPE_API_BASE']}/_localstack/stripe/payment_intents/{made}", timeout=10).json()
    assert (one["id"], one["amount"]) == (made, 5999)


def test_the_shop_gets_its_webhooks_and_refuses_forged_ones(env: dict[str, str]) -> None:
    """Stripe signs with the secret that the shop was started with."""
    intent = stripe(env, "/v1/payment_intents", amount="500", currency="usd").json()["id"]
    stripe(env, f"/v1/payment_intents/{intent}/cancel", cancellation_reason="abandoned")
    events = stripe(env, "/v1/events?type=payment_intent.canceled").json()["data"]
    event = next(event for event in events if event["data"]["object"]["id"] == intent)
    assert deliveries(env, event["id"]) == [200]
    body, at = json.dumps(event), int(time.time())
    for secret, status in ((env["STRIPE_WEBHOOK_SECRET"], 200), ("whsec_" + "0" * 32, 400)):
        digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
        answer = requests.post(
            env["CHECKOUT_URL"] + profile.load().webhook_path,
            body,
            timeout=10,
            headers={"Stripe-Signature": f"t={at},v1={digest}", "Content-Type": "application/json"},
        )
        assert answer.status_code == status, answer.text


def test_the_shop_sells_the_seed_products(env: dict[str, str]) -> None:
    """Each once; other tests of this stack may have put theirs beside them."""
    assert [title for title in products(env["CHECKOUT_URL"]) if title in SEEDED] == SEEDED


def test_a_second_up_adds_nothing(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Its ports are its own, its products and its endpoint are there."""
    before = products(env["CHECKOUT_URL"])
    assert len(before) == len(set(before)) > 0
    desk.up(offline=OFFLINE)
    assert f"curl {env['STRIPE_API_BASE']}/_localstack/stripe/payment_intents/{{id}}" in capsys.readouterr().out
    assert products(env["CHECKOUT_URL"]) == before
    assert len(stripe(env, "/v1/webhook_endpoints").json()["data"]) == 1


def test_the_external_stack_is_this_one(env: dict[str, str]) -> None:
    with external.start(profile.load(), why="asked for") as stack:
        assert (stack.checkout_url, stack.admin_email) == (env["CHECKOUT_URL"], env["ADMIN_EMAIL"])


def test_it_is_paid_in_a_browser_and_judged(
    env: dict[str, str], browser: Browser, request: pytest.FixtureRequest
) -> None:
    """Its pages name the stand-in of Stripe.js themselves."""
    with external.start(profile.load(), why="asked for") as stack:
        shop = Shop(stack, History(), 1, request.node.nodeid)
        ada = shop.browser_shopper()
        ada.has(shop.product())
        paid = ada.pay(card("4242424242424242"))
        (confirmed,) = shop.history.of(kind="ok", operation="confirm_payment")
        assert paid.paid
        assert confirmed.data["payment_intent_id"] == paid.payment.id
        assert shop.close_and_judge() == []


def test_browsers_are_told_where_they_reach_stripe(env: dict[str, str]) -> None:
    """Not the name that containers know."""
    config = requests.get(f"{env['CHECKOUT_URL']}/api/payments/config", timeout=10).json()
    assert config["api_base"] == env["STRIPE_API_BASE"]
    card = {"payment_method": "pm_card_threeDSecure2Required", "payment_method_types[]": "card", "confirm": "true"}
    form = {"amount": "500", "currency": "usd", "return_url": "http://shop.example/back", **card}
    intent = stripe_as_the_shop(form, env)
    assert intent["next_action"]["redirect_to_url"]["url"].startswith(env["STRIPE_API_BASE"])


def test_the_profiles_stand_beside_it(env: dict[str, str]) -> None:
    assert products(f"http://localhost:{env['STOCK_CHECKOUT_PORT']}") == SEEDED
    page = requests.get(f"http://localhost:{env['REPORTS_PORT']}/README.md", timeout=10)
    assert page.status_code == 200


def test_a_port_that_is_taken_is_told_before_anything_starts(
    environment: pytest.MonkeyPatch, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whom, and what to set."""
    image("localstack")
    name = another_project(monkeypatch)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("LOCALSTACK_PORT", str(port))
        with pytest.raises(Unavailable, match=rf"expected port {port} .*another program.*set LOCALSTACK_PORT"):
            desk.up(offline=OFFLINE)
    assert left(name) == ""


def test_live_keys_are_refused(environment: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", "sk_" + "live_1")
    with pytest.raises(StackFailure, match="a live key in STRIPE_API_KEY"):
        desk.up(offline=OFFLINE)


def test_down_leaves_nothing(environment: pytest.MonkeyPatch, image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    """No container, no network, no volume; without asking which profiles were up."""
    image("localstack")
    name = another_project(monkeypatch)
    monkeypatch.setenv("COMPOSE_PROFILES", "reports")
    try:
        desk.up(offline=OFFLINE)
        assert left(name) != ""
    finally:
        monkeypatch.setenv("COMPOSE_PROFILES", "")
        desk.down()
    assert left(name) == ""


def another_project(patch: pytest.MonkeyPatch) -> str:
    """A project without profiles, with a name and ports of its own; its name."""
    name = f"checkout-harness-test-{uuid.uuid4().hex[:12]}"
    for variable, value in {"COMPOSE_PROJECT_NAME": name, "COMPOSE_PROFILES": ""}.items():
        patch.setenv(variable, value)
    for port in PORTS:
        patch.setenv(port, str(free_port()))
    return name


def left(project: str) -> str:
    """Ids of what the engine has of a project."""
    label = f"label=com.docker.compose.project={project}"
    kinds = (("ps", "--all"), ("network", "ls"), ("volume", "ls"))
    return "".join(docker(*words, "--quiet", "--filter", label) for words in kinds)
