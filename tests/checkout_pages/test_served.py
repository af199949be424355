"""How the pages are served: addresses, headers, caching; the API beside them is as it was."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from moto import mock_aws

from checkout.app import create_app
from checkout.pages import PATHS
from checkout.settings import Settings
from tests.checkout.conftest import served
from tests.checkout_pages.test_bundle import BUNDLE

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
KEYS = {"STRIPE_API_KEY": "sk_test_1", "STRIPE_PUBLISHABLE_KEY": "pk_test_1", "TOKEN_SECRET": "x"}
AWS = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
STAND_IN = "http://127.0.0.1:4566/js.stripe.com"


@contextmanager
def running(**more: str) -> Iterator[httpx.Client]:
    """A checkout of these settings in this process."""
    app = create_app(Settings.from_environment({**KEYS, **AWS, **more}))
    with mock_aws(), served(app) as url, httpx.Client(base_url=url, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """The checkout as it is without further settings."""
    with running() as plain:
        yield plain


def policy(answer: httpx.Response) -> dict[str, list[str]]:
    """The directives of its Content-Security-Policy."""
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_there(client: httpx.Client, path: str) -> None:
    """Under its own address, for GET and HEAD, with the headers that keep it safe."""
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    directives = policy(answer)
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'", "https://js.stripe.com", "https://*.js.stripe.com"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert not re.search("unsafe", answer.headers["content-security-policy"])
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_assets_are_kept_for_ever(client: httpx.Client) -> None:
    """Their names change with their content."""
    for path in (BUNDLE / "assets").iterdir():
        answer = client.get(f"/assets/{path.name}")
        assert answer.status_code == 200
        assert answer.content == path.read_bytes()
        assert "immutable" in answer.headers["cache-control"]


def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    """By its ETag."""
    first = client.get("/cart")
    second = client.get("/cart", headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")


def test_packed_for_who_takes_it(client: httpx.Client) -> None:
    """And plain for who does not."""
    (script,) = (BUNDLE / "assets").glob("index-*.js")
    path = f"/assets/{script.name}"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        sent = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent) == plain.content == script.read_bytes()


def test_no_such_page(client: httpx.Client) -> None:
    """A person gets a page, a program a problem document, both with 404."""
    page = client.get("/nowhere", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "content-security-policy" in page.headers
    answers = [
        client.get("/nowhere"),
        client.get("/api/nowhere", headers=BROWSER),
        client.post("/nowhere", headers=BROWSER),
        client.get("/assets/nothing.js", headers=BROWSER),
        client.get("/assets/..%2Findex.html", headers=BROWSER),
    ]
    for answer in answers:
        assert answer.status_code == 404, answer.url
        assert answer.headers["content-type"] == "application/problem+json", answer.url


def test_pages_are_read_only(client: httpx.Client) -> None:
    """405 says what is allowed; the API's own answers still name every method of an address."""
    answer = client.post("/cart")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}
    assert client.patch("/api/products").headers["allow"] == "GET, POST"


def test_the_description_of_the_api_knows_no_pages(client: httpx.Client) -> None:
    """/openapi.json tells the API, as before."""
    paths = client.get("/openapi.json").json()["paths"]
    assert paths
    assert all(path == "/health" or path.startswith("/api/") for path in paths)


def test_a_stand_in_for_stripe_js() -> None:
    """STRIPE_JS_BASE: one script tag, before the page's own, on every page; the policy allows that origin."""
    with running(STRIPE_JS_BASE=STAND_IN) as client:
        answers = [client.get(path) for path in ("/checkout", "/checkout/plain")]
    for answer in answers:
        scripts = re.findall(r'<script[^>]* src="([^"]+)"', answer.text)
        assert scripts[0] == f"{STAND_IN}/endive/stripe.js"
        assert len(scripts) == 2, scripts
        assert "http://127.0.0.1:4566" in policy(answer)["script-src"]
        assert "http://127.0.0.1:4566" in policy(answer)["frame-src"]
        assert "https://js.stripe.com" not in answer.text
