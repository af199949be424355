"""Every mount of LocalStack's port leads to the emulator, as it came and as it went."""

from __future__ import annotations

import http.client
import json

import pytest
import requests

from tests.localstack.engine import Container

HOST = "stripe.localhost.localstack.cloud:4566"
FORM = {"amount": "2000", "currency": "usd"}


@pytest.mark.parametrize("mount", ["", "/stripe", "/_extension/stripe"])
def test_a_mount_leads_to_stripes_api(localstack: Container, key: str, mount: str) -> None:
    made = requests.post(f"{localstack.url}{mount}/v1/payment_intents", data=FORM, auth=(key, ""), timeout=30)
    assert made.status_code == 200, made.text
    read = requests.get(f"{localstack.url}/v1/payment_intents/{made.json()['id']}", auth=(key, ""), timeout=30)
    assert read.json()["amount"] == 2000


def test_the_host_of_its_own_leads_to_stripes_api(localstack: Container, key: str) -> None:
    headers = {"Host": HOST, "Authorization": f"Bearer {key}"}
    answer = requests.post(f"{localstack.url}/v1/customers", headers=headers, timeout=30)
    assert answer.json()["object"] == "customer"


@pytest.mark.parametrize(
    "place", ["/js.stripe.com/v3/", "/stripe/js.stripe.com/v3/", "/js.stripe.com/endive/stripe.js"]
)
def test_stripe_js_is_served(localstack: Container, place: str) -> None:
    """It names the address that it came from: its frames and the API they call are there."""
    script = requests.get(localstack.url + place, timeout=30)
    assert script.headers["content-type"].startswith("text/javascript")
    assert f"{localstack.url}{place.partition('js.stripe.com')[0]}js.stripe.com" in script.text


def test_the_hosted_page_opens_where_its_session_says(localstack: Container, key: str) -> None:
    price = {"currency": "usd", "unit_amount": "500", "product_data[name]": "Tea"}
    item = {f"line_items[0][price_data]{_nested(name)}": value for name, value in price.items()}
    form = {"mode": "payment", "success_url": "http://shop.example/", "line_items[0][quantity]": "1", **item}
    made = requests.post(f"{localstack.url}/v1/checkout/sessions", data=form, auth=(key, ""), timeout=30).json()
    assert made["url"].startswith(f"{localstack.url}/c/pay/"), made
    page = requests.get(made["url"], timeout=30)
    assert (page.status_code, "Tea" in page.text) == (200, True)


def test_the_two_commands_of_the_guide_answer(localstack: Container, key: str) -> None:
    made = requests.post(f"{localstack.url}/v1/payment_intents", data=FORM, auth=(key, ""), timeout=30).json()
    listed = localstack.get(f"/_localstack/stripe/payment_intents?account={key.removeprefix('sk_test_')}")
    assert [intent["id"] for intent in listed["data"]] == [made["id"]]
    assert localstack.get(f"/_localstack/stripe/payment_intents/{made['id']}")["id"] == made["id"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_every_method_comes_through(localstack: Container, key: str, method: str) -> None:
    """What Stripe does not have is refused by the emulator, not by LocalStack."""
    answer = requests.request(method, f"{localstack.url}/stripe/v1/nothing", auth=(key, ""), timeout=30)
    assert "stripe-version" in answer.headers or answer.headers["access-control-allow-origin"] == "*"
    assert answer.status_code == (200 if method == "OPTIONS" else 404), answer.text


@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://127.0.0.1:3000", "https://shop.example"])
def test_pages_of_any_origin_may_call_stripe_and_only_stripe(localstack: Container, key: str, origin: str) -> None:
    """Stripe allows every origin (fact 7); LocalStack still guards AWS."""
    heads = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = requests.options(f"{localstack.url}/v1/payment_methods", headers=heads, timeout=30)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, "*")
    sent = {"Origin": origin, "Authorization": f"Bearer {key}"}
    assert requests.post(f"{localstack.url}/v1/customers", headers=sent, timeout=30).status_code == 200
    assert requests.get(f"{localstack.url}/some-bucket", headers=sent, timeout=30).status_code == 403


def test_a_request_signed_for_aws_is_not_stripes(localstack: Container) -> None:
    """Pinpoint has `/v1/apps` too."""
    scope = "AKIATEST/20260101/us-east-1/mobiletargeting/aws4_request"
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}
    answer = requests.get(f"{localstack.url}/v1/apps", headers=signed, timeout=30)
    assert "api.stripe.com" not in answer.text
    assert "stripe-version" not in answer.headers


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
def test_a_planned_reset_ends_the_callers_connection(localstack: Container, key: str, kind: str) -> None:
    account = key.removeprefix("sk_test_")
    faults = f"{localstack.url}/_localstack/stripe/faults?account={account}"
    requests.post(faults, json={"kind": kind, "times": 1}, timeout=30).raise_for_status()
    with pytest.raises(requests.ConnectionError) as caught:
        requests.post(f"{localstack.url}/v1/customers", auth=(key, ""), timeout=30)
    assert "Connection aborted" in str(caught.value)
    after = requests.get(f"{localstack.url}/v1/customers", auth=(key, ""), timeout=30).json()
    assert len(after["data"]) == (1 if kind == "reset_after" else 0)


def test_a_body_without_a_length_comes_whole(localstack: Container, key: str) -> None:
    connection = http.client.HTTPConnection(localstack.address, timeout=30)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-www-form-urlencoded"}
    parts = iter([b"descrip", b"tion=in%20", b"parts"])
    connection.request("POST", "/v1/customers", body=parts, headers=headers, encode_chunked=True)
    with connection.getresponse() as answer:
        assert b"in parts" in answer.read()
    connection.close()


@pytest.mark.parametrize(
    "path", ["/v1/payment_intents//confirm", "/v1/payment_intents/", "/stripe//v1", "/v1/prices/%2F"]
)
def test_odd_paths_arrive_as_they_are(localstack: Container, key: str, path: str) -> None:
    """Neither joined slashes nor a redirect of the gateway's own."""
    connection = http.client.HTTPConnection(localstack.address, timeout=30)
    connection.request("DELETE", path, headers={"Authorization": f"Bearer {key}"})
    with connection.getresponse() as answer:
        error = json.load(answer)["error"]
    connection.close()
    assert (answer.status, error["type"]) == (404, "invalid_request_error")


def test_what_is_at_no_mount_is_localstacks(localstack: Container) -> None:
    assert requests.get(f"{localstack.url}/v1/", timeout=30).headers.get("stripe-version") is None
    assert localstack.get("/_localstack/health")["version"].startswith("4.")


def _nested(name: str) -> str:
    """`product_data[name]` within brackets: `[product_data][name]`."""
    outer, bracket, rest = name.partition("[")
    return f"[{outer}]{bracket}{rest}"
