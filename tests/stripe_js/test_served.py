"""What the emulator serves under js.stripe.com, and how the script finds its way back; no browser needed."""

from __future__ import annotations

import httpx
import pytest

from tests.stripe_emulator.client import Account, ok

HOMES = ("/js.stripe.com", "/stripe/js.stripe.com", "/_extension/stripe/js.stripe.com")
FRAMES = ("controller", "elements-inner-card", "elements-inner-iban", "elements-inner-payment", "three-ds-2-challenge")


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("path", ["/v3", "/v3/", "/v3/stripe.js", "/endive/stripe.js", "/basil/stripe.js"])
def test_the_script(http: httpx.Client, emulator: str, home: str, path: str) -> None:
    """Where Stripe serves it, under every mount, knowing where it came from."""
    answer = http.get(emulator + home + path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert f'SERVED_FROM = "{emulator}{home}"' in answer.text
    assert "FORCED_HOME = null" in answer.text


@pytest.mark.parametrize("how", ["header", "query"])
def test_another_base(http: httpx.Client, emulator: str, how: str) -> None:
    """Told a base, the script takes its frames and the API from there."""
    base = "http://stripe.internal:4566/"
    words = {"headers": {"X-Emulator-Base": base}} if how == "header" else {"params": {"emulator_base": base}}
    script = http.get(f"{emulator}/js.stripe.com/v3/", **words).text  # type: ignore[arg-type]
    assert 'FORCED_HOME = "http://stripe.internal:4566/js.stripe.com"' in script


def test_a_hostile_base_stays_a_string(http: httpx.Client, emulator: str) -> None:
    """Whatever is told cannot become code."""
    script = http.get(f"{emulator}/js.stripe.com/v3/", params={"emulator_base": '";</script><b>'}).text
    assert "</script>" not in script
    assert 'FORCED_HOME = "\\";' in script


@pytest.mark.parametrize("name", FRAMES)
def test_the_frames(http: httpx.Client, emulator: str, name: str) -> None:
    """One page for all of them, complete in itself."""
    answer = http.get(f"{emulator}/js.stripe.com/stand-in/{name}.html")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "/* script */" not in answer.text
    assert "/* style */" not in answer.text


@pytest.mark.parametrize("path", ["/", "/v2/", "/stand-in/other.html", "/v3/fingerprinted/x.js"])
def test_nothing_else(http: httpx.Client, emulator: str, path: str) -> None:
    """A 404 that says where the script is."""
    answer = http.get(f"{emulator}/js.stripe.com{path}")
    assert answer.status_code == 404
    assert "/js.stripe.com/v3/" in answer.text


@pytest.mark.parametrize("home", HOMES)
def test_the_api_behind_it(account: Account, home: str) -> None:
    """The frames' own origin answers the API and the challenge page; the log knows the real path."""
    intent = account.pay("pm_card_authenticationRequired")
    secret = {"client_secret": intent["client_secret"]}
    found = account.browser("GET", f"{home}/v1/payment_intents/{intent['id']}", secret)
    assert ok(found)["id"] == intent["id"]
    page = intent["next_action"]["use_stripe_sdk"]["stripe_js"].replace(account.base, account.base + home)
    assert account.http.get(page).status_code == 200
    logged = account.introspect("GET", "/requests", params={"account": account.name}).text
    assert f'"/v1/payment_intents/{intent["id"]}"' in logged
    assert home not in logged


def test_the_framed_challenge_reports(account: Account) -> None:
    """With `framed=true` the answer is a page that tells its parent, never a redirect into the frame."""
    intent = account.pay("pm_card_authenticationRequired", return_url="https://shop.example/back")
    url = intent["next_action"]["redirect_to_url"]["url"] + "&framed=true"
    assert "three_d_secure_escaped" in account.http.get(url).text
    for _ in range(2):
        answer = account.http.post(url, data={"outcome": "succeed"})
        assert answer.status_code == 200
        assert "three_d_secure_settled" in answer.text
    assert account.retrieve(intent["id"])["status"] == "succeeded"
    assert len(account.charges(intent["id"])) == 1
