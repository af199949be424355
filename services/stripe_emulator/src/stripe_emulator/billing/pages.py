"""Outside of Stripe's API, under `/_localstack/stripe/`: the page of an invoice, and the merchant's billing settings.

`hosted_invoice_url` and `invoice_pdf` of an invoice lead here (https://docs.stripe.com/invoicing/hosted-invoice-page).
"""

from __future__ import annotations

from dataclasses import asdict
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from stripe_emulator.billing.pdf import document
from stripe_emulator.billing.shared import settings
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Object
from stripe_emulator.wire.encoding import from_json
from stripe_emulator.wire.errors import StripeError

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto }}
td {{ padding: .2rem 1rem .2rem 0 }} td:last-child {{ text-align: right }}</style></head>
<body><h1>{title}</h1><p id="status">{status}</p><table>{rows}</table></body></html>
"""


class InvoicePages:
    """GET an invoice's page and its PDF; GET and POST `billing_settings` of `?account=X`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        return [
            Route("/invoices/{id}", self.page, methods=["GET"]),
            Route("/invoices/{id}/pdf", self.pdf, methods=["GET"]),
            Route("/billing_settings", self.show, methods=["GET"]),
            Route("/billing_settings", self.change, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        invoice = self._invoice(request)
        if invoice is None:
            return HTMLResponse("No such invoice.", 404)
        rows = "".join(f"<tr><td>{escape(words)}</td><td>{amount}</td></tr>" for words, amount in _amount_rows(invoice))
        title = f"Invoice {invoice['number']}"
        return HTMLResponse(PAGE.format(title=escape(title), status=invoice["status"], rows=rows))

    async def pdf(self, request: Request) -> Response:
        invoice = self._invoice(request)
        if invoice is None:
            return HTMLResponse("No such invoice.", 404)
        lines = [f"Invoice {invoice['number']}: {invoice['status']}"]
        lines += [f"{words}   {amount}" for words, amount in _amount_rows(invoice)]
        return Response(document(lines), media_type="application/pdf")

    async def show(self, request: Request) -> Response:
        name = request.query_params.get("account")
        return JSONResponse(asdict(settings.of(self._emulator.account(name)))) if name else _no_account()

    async def change(self, request: Request) -> Response:
        """Change one or both settings: `{"retry_after_days": [3, 5, 7], "when_exhausted": "cancel"}`."""
        name = request.query_params.get("account")
        if not name:
            return _no_account()
        account = self._emulator.account(name)
        try:
            settings.change(account, from_json(await request.body() or b"{}", "body"))
        except (ValueError, StripeError) as error:
            return _bad_request(str(error))
        return JSONResponse(asdict(settings.of(account)))

    def _invoice(self, request: Request) -> Object | None:
        for account in self._emulator.select(None):
            invoice = account.table("invoice").find(request.path_params["id"])
            if invoice is not None and invoice["number"]:
                return invoice
        return None


def _no_account() -> Response:
    return _bad_request("Say whose: ?account=X.")


def _bad_request(message: str) -> Response:
    return JSONResponse({"error": {"type": "invalid_request_error", "message": message}}, 400)


def _amount_rows(invoice: Object) -> list[tuple[str, str]]:
    currency = invoice["currency"]
    rows = [(line["description"] or "", line["amount"]) for line in invoice["lines"]["data"]]
    rows += [("Total", invoice["total"]), ("Amount due", invoice["amount_due"]), ("Paid", invoice["amount_paid"])]
    return [(words, display(amount, currency)) for words, amount in rows]
