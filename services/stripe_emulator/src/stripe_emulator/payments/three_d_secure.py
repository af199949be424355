"""The page of a bank or a wallet: one page, two buttons. It stands where hooks.stripe.com does (fact 62)."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stripe_emulator.payments import flow, method_objects, setup_flow
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.pages import call_of
from stripe_emulator.resource_kit.publishable import check_secret, publishable_view
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire import forms
from stripe_emulator.wire.encoding import to_json
from stripe_emulator.wire.errors import StripeError, invalid, unexpected_state

SETTLE = {"payment_intent": flow.settle_challenge, "setup_intent": setup_flow.settle_challenge}
STYLE = """<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f6f8fa; color: #1f2328 }
main { max-width: 26rem; margin: 4rem auto; background: #fff; padding: 2rem; border-radius: 12px;
       box-shadow: 0 1px 3px #0003 }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem }
button { font: inherit; width: 100%; padding: .7rem; margin-top: .75rem; border-radius: 8px;
         border: 1px solid #d0d7de; cursor: pointer; background: #fff }
button[value=succeed] { background: #0969da; border-color: #0969da; color: #fff }
</style>"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Test payment page</title>
{style}</head><body><main><h1>Confirm your payment</h1>
<p>You are asked to approve: <strong>{amount}</strong>, with the {method}.</p>
<form method="post"><button name="outcome" value="succeed" id="test-source-authorize-3ds">Complete</button>
<button name="outcome" value="fail" id="test-source-fail-3ds">Fail</button></form></main></body></html>
"""
ESCAPE_KEY = """<script>
addEventListener("keydown", (event) => {
  if (event.key === "Escape") parent.postMessage({type: "three_d_secure_escaped"}, "*");
});
</script>
"""
# The last page in Stripe.js's dialog (`?framed=true`); the result is in the intent, not on this page.
FRAMED_END = HTMLResponse(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>3D Secure test page</title></head>
<body><script>parent.postMessage({type: "three_d_secure_settled"}, "*");</script></body></html>
"""
)


class ThreeDSecure:
    """GET shows the page, POST `outcome=succeed|fail` settles the PaymentIntent."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        path = "/three_d_secure/{id}"
        return [Route(path, self.show, methods=["GET"]), Route(path, self.settle, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        try:
            account, intent = self._open(request)
        except StripeError as error:
            return FRAMED_END if _framed(request) else _json(error.released().body(), error.status)
        method = method_objects.find(account, intent["payment_method"])
        page = PAGE.format(style=STYLE, amount=escape(_what(intent)), method=_with(method))
        return HTMLResponse(page + ESCAPE_KEY if _framed(request) else page)

    async def settle(self, request: Request) -> Response:
        """Redirect to the `return_url` (303), or return the intent as a publishable key sees it (200).

        In Stripe.js's dialog: a page that says it is done, also when there was nothing left to settle.
        """
        answer = await self._settle(request)
        return FRAMED_END if _framed(request) else answer

    async def _settle(self, request: Request) -> Response:
        try:
            outcome = forms.decode((await request.body()).decode("utf-8", errors="replace")).get("outcome")
            if outcome not in ("succeed", "fail"):
                raise invalid(f"outcome is succeed or fail; got {outcome!r}.", param="outcome")
            account, intent = self._open(request)
            return_url = account.return_urls.get(intent["id"])
            SETTLE[intent["object"]](call_of(self._emulator, account, request), intent, outcome == "succeed")
        except StripeError as error:
            return _json(error.released().body(), error.status)
        if return_url is None:
            return _json(publishable_view(intent))
        return RedirectResponse(_with_result(return_url, intent), status_code=303)

    def _open(self, request: Request) -> tuple[Account, Object]:
        for account in self._emulator.select(request.query_params.get("account")):
            intent = account.find(request.path_params["id"])
            if intent is not None and intent["object"] in SETTLE:
                break
        else:
            raise invalid("No such challenge.", status=404)
        check_secret(intent, request.query_params.get("client_secret"), "PaymentIntent")
        if intent["status"] != "requires_action":
            message = f"This PaymentIntent has no open challenge: it has a status of {intent['status']}."
            raise unexpected_state(message, publishable_view(intent))
        return account, intent


def _json(body: Object, status: int = 200) -> Response:
    return Response(to_json(body), status, media_type="application/json")


def _framed(request: Request) -> bool:
    return request.query_params.get("framed") == "true"


def _what(intent: Object) -> str:
    if intent["object"] == "setup_intent":
        return "saving the card"
    return f"{display(intent['amount'], intent['currency'])} {intent['currency']}"


def _with(method: Object) -> str:
    """The card or account that is used, in HTML."""
    last4 = (method.get(method["type"]) or {}).get("last4")
    name = "card" if method["type"] == "card" else f"payment method {escape(method['type'])}"
    return name if last4 is None else f"{name} ending in <strong>{escape(last4)}</strong>"


def _with_result(return_url: str, intent: Object) -> str:
    kind = intent["object"]
    failed = intent["status"] == "requires_payment_method"
    result = {
        kind: intent["id"],
        f"{kind}_client_secret": intent["client_secret"],
        "redirect_status": "failed" if failed else "succeeded",
    }
    parts = urlsplit(return_url)
    query = "&".join(part for part in (parts.query, urlencode(result)) if part)
    return urlunsplit(parts._replace(query=query))
