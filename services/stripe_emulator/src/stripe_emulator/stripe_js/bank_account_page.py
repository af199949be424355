"""The page on which Stripe.js asks for a US bank account: one of the test institution, or the numbers of another.

It stands where the dialog of Stripe Financial Connections does (https://docs.stripe.com/js/payment_intents/collect_bank_account_for_payment):
the account is at the intent afterwards, which then `requires_confirmation`.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from stripe_emulator.money import bank_accounts
from stripe_emulator.payments.checks import check_type
from stripe_emulator.payments.three_d_secure import ESCAPE_KEY, FRAMED_END, STYLE
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.pages import call_of
from stripe_emulator.resource_kit.publishable import check_secret
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire import forms
from stripe_emulator.wire.encoding import to_json
from stripe_emulator.wire.errors import StripeError, invalid

UPDATE = {"payment_intent": "/v1/payment_intents/{}", "setup_intent": "/v1/setup_intents/{}"}
OPEN = ("requires_payment_method", "requires_confirmation")
TYPE = "us_bank_account"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bank account</title>
{style}<style>
label {{ display: block; margin-top: .75rem }}
input, select {{ font: inherit; width: 100%; padding: .5rem; box-sizing: border-box }}
main {{ margin: 0 auto; box-shadow: none }}
.wrong {{ color: #c0272d }}
form:has([value=manual]:not(:checked)) .manual {{ display: none }}
</style></head><body><main><h1>Choose a bank account</h1>{wrong}
<form method="post"><label>Bank account<select name="bank">{options}</select></label>
<label class="manual">Routing number<input name="routing_number" inputmode="numeric" autocomplete="off"></label>
<label class="manual">Account number<input name="account_number" inputmode="numeric" autocomplete="off"></label>
<button name="outcome" value="succeed" id="link-account">Link account</button></form></main></body></html>
"""


class BankAccountPage:
    """GET asks for an account, POST `bank=NAME`, or `bank=manual` with the numbers, gives it to the intent."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        path = "/bank_account/{id}"
        return [Route(path, self.show, methods=["GET"]), Route(path, self.link, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        try:
            self._open(request)
        except StripeError as error:
            return _refused(error)
        return _page()

    async def link(self, request: Request) -> Response:
        """A page that says it is done, or the form again with what is wrong; `outcome=fail` changes nothing."""
        given = forms.decode((await request.body()).decode("utf-8", errors="replace"))
        try:
            account, intent = self._open(request)
        except StripeError as error:
            return _refused(error)
        if given.get("outcome") != "fail":
            try:
                self._give(request, account, intent, given)
            except StripeError as error:
                return _page(error.message or "This account cannot be used.", str(given.get("bank")), error.status)
        return FRAMED_END

    def _give(self, request: Request, account: Account, intent: Object, given: dict[str, Any]) -> None:
        check_type(intent, TYPE)
        query = request.query_params
        billing = {name: query[name] for name in ("name", "email") if query.get(name)}
        data = {"type": TYPE, "billing_details": billing, TYPE: _details(given)}
        call = call_of(self._emulator, account, request, publishable=False)
        call = replace(call, params={"payment_method_data": data}, path={"id": intent["id"]})
        self._emulator.served["POST", UPDATE[intent["object"]]].handler(call)

    def _open(self, request: Request) -> tuple[Account, Object]:
        """The account and the intent of the path, whose client secret the query has."""
        for account in self._emulator.accounts.values():
            intent = account.find(request.path_params["id"])
            if intent is not None and intent["object"] in UPDATE:
                break
        else:
            raise invalid("No such intent.", status=404)
        check_secret(intent, request.query_params.get("client_secret"), "intent")
        if intent["status"] not in OPEN:
            raise invalid(f"This intent takes no bank account: it has a status of {intent['status']}.")
        return account, intent


def _details(given: dict[str, Any]) -> Object:
    bank = str(given.get("bank"))[:80]
    if bank not in bank_accounts.CHOICES:
        raise invalid(f"bank is one of {', '.join(bank_accounts.CHOICES)}; got {bank!r}.", param="bank")
    numbers = {name: str(given.get(name) or "") for name in ("account_number", "routing_number")}
    return bank_accounts.details_of(bank, **numbers)


def _page(wrong: str = "", bank: str = "", status: int = 200) -> Response:
    options = "".join(
        f'<option value="{name}"{" selected" if name == bank else ""}>{escape(words)}</option>'
        for name, words in bank_accounts.CHOICES.items()
    )
    told = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    return HTMLResponse(PAGE.format(style=STYLE, wrong=told, options=options) + ESCAPE_KEY, status)


def _refused(error: StripeError) -> Response:
    return Response(to_json(error.released().body()), error.status, media_type="application/json")
