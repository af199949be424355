"""https://docs.stripe.com/api/quotes: create, retrieve, update, finalize, accept, cancel, list; pdf; line items."""

from __future__ import annotations

from stripe_emulator.billing.pdf import document
from stripe_emulator.billing.quotes import acceptance, amounts, drafts, expiry, lines
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import list_object, page_of
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.encoding import File
from stripe_emulator.wire.errors import invalid

KIND = drafts.KIND
# Line items that a quote itself shows.
FIRST = 10


def create(call: Call) -> Object:
    return drafts.make(call, call.params)


def update(call: Call) -> Object:
    """Change a draft, or `expires_at` of an open quote."""
    return drafts.change(call, _found(call), call.params)


def finalize(call: Call) -> Object:
    return acceptance.finalize(call, _found(call), call.params.get("expires_at"))


def accept(call: Call) -> Object:
    return acceptance.accept(call, _found(call))


def cancel(call: Call) -> Object:
    return expiry.cancel(call, _found(call))


def list_lines(call: Call) -> Object:
    return page_of([line.item for line in lines.of(call.account, _found(call))], call)


def list_upfront(call: Call) -> Object:
    quote = _found(call)
    return page_of(amounts.upfront(quote, lines.of(call.account, quote)), call)


def pdf(call: Call) -> File:
    """The quote as a PDF, in place of files.stripe.com."""
    quote = _found(call)
    if quote["status"] == "draft":
        raise invalid("You can only download the PDF of a quote that is finalized: this one is a draft.")
    lines_of_text = [f"Quote {quote['number'] or quote['id']}", quote["header"] or "", quote["description"] or ""]
    for line in lines.of(call.account, quote):
        item = line.item
        lines_of_text.append(
            f"{item['quantity'] or ''} {item['description']}: {display(item['amount_total'], item['currency'])}"
        )
    lines_of_text += [f"Total: {display(quote['amount_total'], quote['currency'] or 'usd')}", quote["footer"] or ""]
    return File(document(lines_of_text), "application/pdf")


def _found(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"])


def _line_items(account: Account, quote: Object) -> Object:
    return _first(quote, [line.item for line in lines.of(account, quote)], "line_items")


def _upfront(account: Account, quote: Object) -> Object:
    return _first(quote, amounts.upfront(quote, lines.of(account, quote)), "computed_upfront_line_items")


def _first(quote: Object, items: list[Object], path: str) -> Object:
    first_page = list_object(items[:FIRST], f"/v1/quotes/{quote['id']}/{path}")
    return {**first_page, "has_more": len(items) > FIRST}


INCLUDED = {"line_items": _line_items, "computed.upfront.line_items": _upfront}
_ID = "/v1/quotes/{id}"
FILTERS = ("customer", "customer_account", "test_clock")
ENDPOINTS = (
    Endpoint("POST", "/v1/quotes", create),
    Endpoint("GET", "/v1/quotes", lister(KIND, *FILTERS, "status", clock_filters=FILTERS)),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/accept", accept),
    Endpoint("POST", f"{_ID}/cancel", cancel),
    Endpoint("GET", f"{_ID}/computed_upfront_line_items", list_upfront),
    Endpoint("POST", f"{_ID}/finalize", finalize),
    Endpoint("GET", f"{_ID}/line_items", list_lines),
    Endpoint("GET", f"{_ID}/pdf", pdf),
)
