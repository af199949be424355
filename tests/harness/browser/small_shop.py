"""A shop of a few lines with every way to pay in a browser, made with Stripe's own SDK, and its adapter.

It has no accounts and keeps no orders: what it is asked is which way, and it tells that it is paid when Stripe says so.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import stripe

from harness.checkouts import Adapter, Pages, Payment, Product, Shopper
from harness.stack.base.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PRICE = 5999
# Every way: the elements that are mounted in the shop's own page, or where its page leads to.
ELEMENTS = {"payment": ("payment",), "card": ("card",), "split": ("cardNumber", "cardExpiry", "cardCvc")}
HOSTED, LINK = "hosted", "link"
WAYS = (*ELEMENTS, HOSTED, LINK)
PAGE = """<!doctype html><title>Pay</title><script src="https://js.stripe.com/v3/"></script>
<form id="form">{places}<button>Buy</button><p id="told"></p></form>
<script>
const {{ secret, key, names }} = {facts};
const stripe = Stripe(key), elements = stripe.elements(names[0] === "payment" ? {{ clientSecret: secret }} : {{}});
const made = names.map((name) => {{
  const one = elements.create(name);
  one.mount("#" + name);
  return one;
}});
document.getElementById("form").addEventListener("submit", async (event) => {{
  event.preventDefault();
  document.getElementById("told").textContent = "";
  const {{ error, paymentIntent }} = names[0] === "payment"
    ? await stripe.confirmPayment({{ elements, redirect: "if_required" }})
    : await stripe.confirmCardPayment(secret, {{ payment_method: {{ card: made[0] }} }});
  if (error) document.getElementById("told").textContent = error.message;
  else location.assign("/done?payment=" + paymentIntent.id);
}});
</script>"""


class SmallShopper(Shopper):
    """Pays without the pages, too."""

    def begin(self, **tampering: Any) -> Payment:
        raise AssertionError("these tests begin in the pages")


class SmallPages(Pages):
    """What its pages show; `way` is which of them a test means."""

    way: ClassVar[str] = "payment"

    def checkout(self, page: Page) -> None:
        self.go(page, f"/pay/{self.way}")

    def pay_button(self, page: Page) -> Locator:
        return page.get_by_role("button", name="Buy")

    def refused(self, page: Page) -> Locator:
        return page.locator("#told:not(:empty)")

    def paid(self, page: Page) -> Locator:
        return page.get_by_role("heading", name="Thank you")


class SmallShop(Adapter):
    """The shop."""

    people = SmallShopper
    pages = SmallPages

    def catalogue(self) -> list[Product]:
        return [Product("tea", PRICE, "usd")]


@contextmanager
def serving(stack: Stack) -> Iterator[str]:
    """The shop before this stack's Stripe; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stack))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(stack: Stack) -> type[BaseHTTPRequestHandler]:
    client = stripe.StripeClient(stack.secret_key, base_addresses={"api": stack.stripe_url})
    goods = {"price_data": {"currency": "usd", "unit_amount": PRICE, "product_data": {"name": "Tea"}}, "quantity": 1}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            home, way = f"http://{self.headers['Host']}", at.path.rpartition("/")[2]
            if at.path.startswith("/pay/") and way in ELEMENTS:
                self._show(_form(client, stack.publishable_key, ELEMENTS[way]))
            elif way == HOSTED:
                url = f"{home}/done?session={{CHECKOUT_SESSION_ID}}"
                made: Any = {"mode": "payment", "line_items": [goods], "success_url": url}
                self._lead(client.v1.checkout.sessions.create(made).url or "", "checkout.stripe.com")
            elif way == LINK:
                self._lead(_link(client, home), "buy.stripe.com")
            else:
                self._show("<h1>Thank you</h1>" if _paid(client, parse_qs(at.query)) else "<h1>Nothing is paid</h1>")

        def _lead(self, url: str, host: str) -> None:
            """To where Stripe has it in production."""
            self.send_response(303)
            self.send_header("Location", f"https://{host}{urlsplit(url).path.removeprefix('/b')}")
            self.end_headers()

        def _show(self, page: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is written."""

    return Handler


def _form(client: stripe.StripeClient, key: str, names: tuple[str, ...]) -> str:
    intent = client.v1.payment_intents.create({"amount": PRICE, "currency": "usd"})
    facts = json.dumps({"secret": intent.client_secret, "key": key, "names": names})
    return PAGE.format(places="".join(f'<div id="{name}"></div>' for name in names), facts=facts)


def _link(client: stripe.StripeClient, home: str) -> str:
    product = client.v1.products.create({"name": "Tea"})
    price = client.v1.prices.create({"product": product.id, "currency": "usd", "unit_amount": PRICE})
    back: Any = {"type": "redirect", "redirect": {"url": f"{home}/done?session={{CHECKOUT_SESSION_ID}}"}}
    made: Any = {"line_items": [{"price": price.id, "quantity": 1}], "after_completion": back}
    return client.v1.payment_links.create(made).url


def _paid(client: stripe.StripeClient, query: dict[str, list[str]]) -> bool:
    if "session" in query:
        return client.v1.checkout.sessions.retrieve(query["session"][0]).payment_status == "paid"
    return client.v1.payment_intents.retrieve(query["payment"][0]).status == "succeeded"
