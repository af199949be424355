"""Make the shop of docker-compose.yml ready: its webhook registered at Stripe, products on sale; again changes nothing.

The shop was started with its webhook secret; Stripe draws one for each endpoint. So the emulator is told the shop's
(`roll_secret` of its introspection). The published extension has webhooks of its own, with a secret that is given.
"""

import json
import os
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

PROFILE = Path("/profile.toml")
SECONDS = 20.0
# Title, price in minor units (jpy has none below the yen), currency, pieces.
PRODUCTS = (
    ("Coffee grinder", 5999, "usd", 100),
    ("Kettle", 3450, "usd", 100),
    ("Cup", 899, "usd", 500),
    ("Last one in the shop", 12_900, "usd", 1),
    ("Tea bowl", 4800, "jpy", 100),
)


class Refused(RuntimeError):
    """Somebody did not do what they were asked; the message says who, what came, and what to try."""


def main() -> int:
    """Prepare the shop; 1 when that failed, and says why."""
    webhook = tomllib.loads(PROFILE.read_text("utf-8"))["webhook"]
    try:
        registered = register(os.environ["CHECKOUT_URL"] + webhook["path"], webhook["events"])
        added = put_on_sale()
    except Refused as error:
        print(f"prepare: {error}", file=sys.stderr)
        return 1
    print(f"prepare: webhook {registered}; {added} of {len(PRODUCTS)} products added, the others were there")
    return 0


def register(url: str, events: list[str]) -> str:
    """Have one webhook endpoint with this URL (https://docs.stripe.com/api/webhook_endpoints) and the shop's secret."""
    base, secret = os.environ["STRIPE_API_BASE"], os.environ["STRIPE_WEBHOOK_SECRET"]
    key = {"Authorization": f"Bearer {os.environ['STRIPE_API_KEY']}"}
    status, told = ask("GET", f"{base}/v1/webhook_endpoints?limit=100", headers=key)
    if status == 404:
        form = urlencode({"url": url, "secret": secret})  # of every type of event
        expect(ask("POST", f"{base}/_config/webhooks/shop", form=form, headers=key), "the engine's webhook")
        return "shop (of the published extension)"
    there = [row["id"] for row in expect((status, told), "Stripe's webhook endpoints")["data"] if row["url"] == url]
    if not there:
        form = urlencode([("url", url), *(("enabled_events[]", event) for event in events)])
        made = ask("POST", f"{base}/v1/webhook_endpoints", form=form, headers=key)
        there = [expect(made, "a webhook endpoint")["id"]]
    edge = "{0.scheme}://{0.netloc}".format(urlsplit(base))
    roll = f"{edge}/_localstack/stripe/webhook_endpoints/{there[0]}/roll_secret"
    expect(ask("POST", roll, body={"secret": secret, "expires_in": 0}), "the endpoint's secret")
    return str(there[0])


def put_on_sale() -> int:
    """Add the products whose title is not on sale yet, as the shop's administrator; how many that were."""
    shop = os.environ["CHECKOUT_URL"] + "/api"
    listed = expect(ask("GET", f"{shop}/products"), "the shop's products")["products"]
    missing = [row for row in PRODUCTS if row[0] not in {product["title"] for product in listed}]
    if not missing:
        return 0
    who = {"email": os.environ["ADMIN_EMAIL"], "password": os.environ["ADMIN_PASSWORD"]}
    session = expect(ask("POST", f"{shop}/auth/login", body=who), "the administrator's login (ADMIN_EMAIL)")
    admin = {"Authorization": f"Bearer {session['access_token']}"}
    for title, price, currency, stock in missing:
        product = {"title": title, "price": price, "currency": currency, "stock": stock}
        expect(ask("POST", f"{shop}/products", body=product, headers=admin), f"the product {title!r}")
    return len(missing)


def ask(
    method: str, url: str, *, body: Any = None, form: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, Any]:
    """Status and JSON of one request (None when the answer is none); Refused when nobody answers."""
    data = json.dumps(body).encode() if body is not None else form.encode() if form is not None else None
    kind = "application/json" if body is not None else "application/x-www-form-urlencoded"
    request = urllib.request.Request(url, data, {"Content-Type": kind, **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    except OSError as error:
        raise Refused(f"expected an answer of {method} {url}, got: {error}. Hint: `docker compose ps`") from error
    try:
        return status, json.loads(text)
    except ValueError:
        return status, None


def expect(answer: tuple[int, Any], what: str) -> Any:
    """The JSON of an answer that is a success."""
    status, told = answer
    if status >= 300:
        raise Refused(f"expected {what}, got {status}: {json.dumps(told)[:300]}. Hint: `make compose-down`, then up")
    return told


if __name__ == "__main__":
    sys.exit(main())
