"""Where API clients and browsers know the emulator by two names, what is handed out for browsers bears theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.stripe_emulator.client import JSON, ok

PUBLIC = "http://shop.example:4566"
VARIABLE = "STRIPE_EMULATOR_PUBLIC_URL"
COMMAND = [sys.executable, "-m", "stripe_emulator", "--port", "0"]
INTENT = {"amount": "2000", "currency": "usd", "payment_method_types[]": "card", "confirm": "true",
          "payment_method": "pm_card_threeDSecure2Required"}  # fmt: skip
SESSION = {"mode": "payment", "success_url": "http://shop.example/", "line_items[0][quantity]": "1",
           "line_items[0][price_data][currency]": "usd", "line_items[0][price_data][unit_amount]": "500",
           "line_items[0][price_data][product_data][name]": "Tea"}  # fmt: skip


@pytest.fixture(scope="module", params=["option", "variable"])
def told(request: pytest.FixtureRequest) -> Iterator[str]:
    """An emulator that was told its public URL, at the URL that an API client knows."""
    option = request.param == "option"
    command = [*COMMAND, "--public-url", f"{PUBLIC}/"] if option else COMMAND
    env = {**os.environ, VARIABLE: "http://variable.example" if option else PUBLIC}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().removeprefix("ready ").strip()
        finally:
            process.terminate()


def made(http: httpx.Client, url: str, path: str, form: dict[str, str]) -> JSON:
    """The object that a POST makes."""
    return ok(http.post(f"{url}/v1/{path}", data=form, headers={"Authorization": "Bearer sk_test_public"}))


def test_a_challenge_is_where_a_browser_reaches_it(told: str, http: httpx.Client) -> None:
    """`next_action` leads to the public URL; the page there is the emulator's own."""
    url = made(http, told, "payment_intents", {**INTENT, "return_url": "http://back.example"})
    challenge = url["next_action"]["redirect_to_url"]["url"]
    assert challenge.startswith(f"{PUBLIC}/_localstack/stripe/three_d_secure/")
    assert http.get(challenge.replace(PUBLIC, told)).status_code == 200


def test_a_hosted_page_is_where_a_browser_reaches_it(told: str, http: httpx.Client) -> None:
    """Checkout's `url`."""
    assert made(http, told, "checkout/sessions", SESSION)["url"].startswith(f"{PUBLIC}/c/pay/")


@pytest.mark.parametrize("url", ["shop.example", "http://", "ftp://x", "http://x/path", "http://x?a=b"])
def test_what_is_no_url_is_refused(url: str) -> None:
    """At the start, in a line."""
    ended = subprocess.run([*COMMAND, "--public-url", url], capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert "expected http://HOST:PORT" in ended.stderr
