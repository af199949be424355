"""The shop's requests and pages."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import stripe

from tests.styles.shop.store import CURRENCY, No, Person, Store
from tests.styles.shop.till import Till
from tests.styles.shop.ways import WAYS
from tests.styles.shop.ways.saved import Saved
from tests.styles.shop.ways.server import AtServer

COOKIE = "person"
TITLE = "Thank you for your order"
PAGE = """<!doctype html><meta charset="utf-8"><title>Pay</title><link rel="icon" href="data:,">
<script src="https://js.stripe.com/endive/stripe.js"></script>
<form id="form"><div id="payment"></div><button>Pay</button><p role="alert" id="told"></p></form>
<script type="module">
const told = document.getElementById("told");
async function post(what, body = {{}}) {{
  const headers = {{ "Content-Type": "application/json" }};
  const answer = await fetch(`/{way}/${{what}}`, {{ method: "POST", headers, body: JSON.stringify(body) }});
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}}
function pressed(pay) {{
  document.getElementById("form").addEventListener("submit", async (event) => {{
    event.preventDefault();
    told.textContent = "";
    const {{ error }} = await pay().catch((error) => ({{ error }})) ?? {{}};
    if (error) told.textContent = error.message;
  }});
}}
try {{
  if (!window.Stripe) throw new Error("We cannot reach our payment provider. Please try again.");
  const stripe = Stripe({key});
{script}
}} catch (error) {{
  told.textContent = error.message;
}}
</script>"""
SHOWN = '<!doctype html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"><h1>{}</h1>{}'


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    store: Store
    till: Till
    publishable_key: str
    webhook_secret: str

    def do_GET(self) -> None:
        self._answered(self._got)

    def do_POST(self) -> None:
        self._answered(self._posted)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written."""

    def _answered(self, act: Callable[[str, dict[str, Any]], Any]) -> None:
        at = urlsplit(self.path)
        self._raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            answer, status = act(at.path, self._given(at.query)), 200
        except No as no:
            answer, status = {"error": str(no)}, no.status
        except stripe.StripeError as error:
            answer, status = {"error": error.user_message or "Please try again."}, 502
        html = isinstance(answer, str)
        body = answer.encode() if html else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8" if html else "application/json")
        self.send_header("Content-Length", str(len(body)))
        if getattr(self, "_token", ""):
            self.send_header("Set-Cookie", f"{COOKIE}={self._token}; Path=/; HttpOnly; SameSite=Lax")
        self.end_headers()
        self.wfile.write(body)

    def _given(self, query: str) -> dict[str, Any]:
        found = {name: values[0] for name, values in parse_qs(query).items()}
        try:
            body = json.loads(self._raw)
        except ValueError:
            return found
        return {**found, **body} if isinstance(body, dict) else found

    def _got(self, path: str, given: dict[str, Any]) -> Any:
        match path.strip("/").split("/"):
            case ["health"]:
                return {"ok": True}
            case ["products", id]:
                return self.store.product(id)
            case ["basket"]:
                return self._basket()
            case ["orders"]:
                return self.store.orders(self._person())
            case ["orders", id]:
                return self._order(id)
            case [way, "pay"] if way in WAYS:
                return self._page(way, WAYS[way].script)
            case ["saved", "card"]:
                return self._page("saved", Saved.save_script)
            case [way, "done"] if way in WAYS:
                return self._done(given)
        raise No(404, "no such page")

    def _posted(self, path: str, given: dict[str, Any]) -> Any:
        match path.strip("/").split("/"):
            case ["webhook"]:
                return self._webhook()
            case ["people"]:
                return self._sign_up(given)
            case ["session"]:
                return self._sign_in(given)
            case ["products"]:
                return self.store.put_on_sale({name: given[name] for name in ("title", "price", "stock")})
            case ["basket"]:
                return self._add(given)
            case ["saved", "save"]:
                return Saved().save(self.till.stripe, self._person())
            case ["saved", "charge"]:
                return self._charge(given)
            case [way, "begin"] if way in WAYS:
                if given.get("seen", total := self._basket()["total"]) != total:
                    raise No(409, "Your cart has changed")
                purchase = self.till.begin(WAYS[way], self._person(), self._home())
                return {**purchase.told, "amount": purchase.amount, "currency": CURRENCY}
            case ["at_server", "confirm"]:
                return self._confirm(given)
            case [way, "done"] if way in WAYS:
                return self._settled(given)
        raise No(404, "no such page")

    def _home(self) -> str:
        return f"http://{self.headers['Host']}"

    def _person(self) -> Person:
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        token, person = self.store.person(cookie.value if cookie else "")
        self._token = token
        return person

    def _sign_up(self, given: dict[str, Any]) -> dict[str, str]:
        person = self._person()
        with self.store.lock:
            if self.store.of_email(given["email"]):
                raise No(409, "this address has an account")
            person.email, person.password = given["email"], given["password"]
        return {"id": person.id}

    def _sign_in(self, given: dict[str, Any]) -> dict[str, str]:
        found = self.store.of_email(given["email"])
        if found is None or found[1].password != given["password"]:
            raise No(401, "wrong address or password")
        self._token = found[0]
        return {"id": found[1].id}

    def _add(self, given: dict[str, Any]) -> Any:
        id, quantity = self.store.product(str(given["product"]))["id"], given["quantity"]
        if type(quantity) is not int or not 0 < quantity <= 99:
            raise No(400, "quantity")
        basket = self._person().basket
        basket[id] = basket.get(id, 0) + quantity
        return self._basket()

    def _basket(self) -> dict[str, Any]:
        basket = dict(self._person().basket)
        lines = [{**self.store.products[id], "quantity": quantity} for id, quantity in basket.items()]
        return {"lines": lines, "total": sum(one["price"] * one["quantity"] for one in lines), "currency": CURRENCY}

    def _order(self, id: str) -> Any:
        for order in self.store.orders(self._person()):
            if order["id"] == id:
                return order
        raise No(404, "no such order")

    def _page(self, way: str, script: str) -> str:
        return PAGE.format(key=json.dumps(self.publishable_key), way=way, script=script)

    def _settled(self, given: dict[str, Any]) -> Any:
        ids = [given.get(name) for name in ("payment", "payment_intent", "session")]
        purchase = self.till.of(self._person(), next((str(id) for id in ids if id), ""))
        return {"order": purchase.order if self.till.settle(purchase) else None}

    def _done(self, given: dict[str, Any]) -> str:
        order = self._settled(given)["order"]
        if order is None:
            return SHOWN.format("Nothing is paid", "")
        return SHOWN.format(TITLE, f'<p id="order">{order["id"]}</p>')

    def _confirm(self, given: dict[str, Any]) -> Any:
        purchase = self.till.of(self._person(), str(given.get("id")))
        way = WAYS[purchase.way]
        if not isinstance(way, AtServer):
            raise No(404, "no such payment")
        secret = way.confirm(self.till.stripe, purchase, str(given["payment_method"]), self._home())
        return {"client_secret": secret, "order": purchase.order if self.till.settle(purchase) else None}

    def _charge(self, given: dict[str, Any]) -> Any:
        way, person = Saved(), self._person()
        with person.lock:
            purchase, _ = self.store.purchase(way.name, person)
            told = way.charge(self.till.stripe, purchase, str(given.get("saved")), self._home())
        return {**told, "amount": purchase.amount, "currency": CURRENCY}

    def _webhook(self) -> Any:
        signature = self.headers.get("Stripe-Signature", "")
        try:
            stripe.Webhook.construct_event(self._raw, signature, self.webhook_secret)
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise No(400, "not signed by Stripe") from error
        self.till.hear(json.loads(self._raw))
        return {"received": True}


def handler() -> type[Handler]:
    """A handler with the environment's Stripe."""
    client = stripe.StripeClient(
        os.environ["STRIPE_API_KEY"],
        base_addresses={"api": os.environ["STRIPE_API_BASE"]},
        max_network_retries=2,
    )
    store = Store()
    known = {
        "publishable_key": os.environ["STRIPE_PUBLISHABLE_KEY"],
        "webhook_secret": os.environ["STRIPE_WEBHOOK_SECRET"],
    }
    return type("Shop", (Handler,), {"store": store, "till": Till(client, store), **known})
