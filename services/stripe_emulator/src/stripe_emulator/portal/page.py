"""The portal's page: a customer's subscriptions and invoices, and what the configuration lets one do about them.

It stands where billing.stripe.com does (https://docs.stripe.com/customer-management).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.portal import actions, configurations, sessions
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.pages import call_of
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire import forms
from stripe_emulator.wire.errors import StripeError, invalid, no_such

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Billing</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f6f8fa; color: #1f2328 }}
main {{ max-width: 40rem; margin: 3rem auto; background: #fff; padding: 2rem; border-radius: 12px;
        box-shadow: 0 1px 3px #0003 }}
li {{ margin-bottom: 1rem }} p {{ margin: .2rem 0 }}
button {{ font: inherit; padding: .4rem .8rem; border-radius: 8px; border: 1px solid #d0d7de; cursor: pointer }}
</style></head><body><main>{body}</main></body></html>
"""
BUTTON = (
    '<form method="post"><input type="hidden" name="subscription" value="{id}">'
    '<button name="action" value="{action}">{words}</button></form>'
)
LOGIN = (
    "<h1>Log in to manage your subscription</h1>"
    '<form method="post"><label>Email <input type="email" name="email" required></label> '
    "<button>Continue</button></form>"
)
LINES = {"cancel": "Cancel subscription", "renew": "Don't cancel subscription"}
INVOICES = 12
Handler = Callable[[Request], Awaitable[Response]]


class Portal:
    """GET shows a session's page, POST `action=cancel|renew` with `subscription=` acts; `/login/{id}` logs in."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        session, login = "/billing_portal/sessions/{id}", "/billing_portal/login/{id}"
        rows = (
            (session, "GET", self.show),
            (session, "POST", self.act),
            (login, "GET", self.login_page),
            (login, "POST", self.log_in),
        )
        return [Route(path, _with_errors(handler), methods=[method]) for path, method, handler in rows]

    async def show(self, request: Request) -> Response:
        account, session = self._open(request, sessions.KIND)
        return HTMLResponse(PAGE.format(body="\n".join(_body(account, session))))

    async def act(self, request: Request) -> Response:
        """Do what a button asks for, then back to the page, or on to the URL of the session's flow."""
        account, session = self._open(request, sessions.KIND)
        form = await _form(request)
        actions.act(call_of(self._emulator, account, request, publishable=False), session, form)
        after = (session["flow"] or {}).get("after_completion") or {}
        onward = (after.get("redirect") or {}).get("return_url") if after.get("type") == "redirect" else None
        return RedirectResponse(onward or str(request.url), status_code=303)

    async def login_page(self, request: Request) -> Response:
        """The login page of a configuration: which customer?"""
        self._login(request)
        return HTMLResponse(PAGE.format(body=LOGIN))

    async def log_in(self, request: Request) -> Response:
        """A session for the customer with this address; Stripe mails a link, here it is followed at once."""
        account, configuration = self._login(request)
        email = (await _form(request)).get("email", "")
        customer = next((one for one in account.each("customer", email=email) if not one.get("deleted")), None)
        if customer is None:
            raise invalid("No customer has this email address.", param="email", status=404)
        call = call_of(self._emulator, account, request, publishable=False)
        session = sessions.make(call, customer, configuration, {})
        return RedirectResponse(session["url"], status_code=303)

    def _login(self, request: Request) -> tuple[Account, Object]:
        account, configuration = self._open(request, configurations.KIND)
        if not configuration["login_page"]["enabled"]:
            raise no_such("login page", request.path_params["id"][:200])
        return account, configuration

    def _open(self, request: Request, kind: str) -> tuple[Account, Object]:
        for account in self._emulator.select(request.query_params.get("account")):
            session = account.find(request.path_params["id"])
            if session is not None and session["object"] == kind:
                return account, session
        raise no_such(kind, request.path_params["id"][:200])


def _with_errors(handler: Handler) -> Handler:
    """The handler, with a refusal shown as a page."""

    async def endpoint(request: Request) -> Response:
        try:
            return await handler(request)
        except StripeError as error:
            body = f"<h1>Something went wrong</h1><p>{escape(error.released().message or '')}</p>"
            return HTMLResponse(PAGE.format(body=body), error.status)

    return endpoint


async def _form(request: Request) -> dict[str, str]:
    sent = forms.decode((await request.body()).decode("utf-8", errors="replace"))
    return {name: value for name, value in sent.items() if isinstance(value, str)}


def _body(account: Account, session: Object) -> Iterator[str]:
    configuration = account.get(configurations.KIND, session["configuration"])
    headline = configuration["business_profile"]["headline"]
    yield f"<h1>{escape(headline or 'Manage your billing')}</h1><h2>Subscriptions</h2><ul>"
    for subscription in account.each("subscription", customer=session["customer"]):
        if subscription["status"] not in lifecycle.ENDED:
            yield from _subscription(account, configuration, subscription)
    yield "</ul>"
    if configuration["features"]["invoice_history"]["enabled"]:
        yield from _invoices(account, session["customer"])
    if session["return_url"]:
        yield f'<p><a href="{escape(session["return_url"])}">Return</a></p>'


def _subscription(account: Account, configuration: Object, subscription: Object) -> Iterator[str]:
    names = [_item(account, item, subscription["currency"]) for item in subscription["items"]["data"]]
    ends = subscription["cancel_at"]
    until = ends or max(item["current_period_end"] for item in subscription["items"]["data"])
    yield f'<li data-subscription="{subscription["id"]}"><p><strong>{escape(", ".join(names))}</strong></p>'
    yield f"<p>{subscription['status']}; {'cancels' if ends else 'renews'} on {_day(until)}</p>"
    for action in actions.allowed(configuration, subscription):
        yield BUTTON.format(id=subscription["id"], action=action, words=LINES[action])
    yield "</li>"


def _item(account: Account, item: Object, currency: str) -> str:
    product = account.find(item["price"]["product"]) or {}
    amount = item["price"]["unit_amount"]
    costs = "" if amount is None else f" ({display(amount, currency)})"
    return f"{item['quantity'] or ''} {product.get('name', 'Subscription')}{costs}".strip()


def _invoices(account: Account, customer: str) -> Iterator[str]:
    yield "<h2>Invoices</h2><ul>"
    for number, invoice in enumerate(account.each("invoice", customer=customer)):
        if number == INVOICES:
            break
        total = display(invoice["total"], invoice["currency"])
        yield f"<li>{_day(invoice['created'])}: {total} {invoice['currency']}, {invoice['status']}</li>"
    yield "</ul>"


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%d %b %Y}"
