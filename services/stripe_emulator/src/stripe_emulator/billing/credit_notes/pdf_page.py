"""A credit note on paper: where its `pdf` leads."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stripe_emulator.billing.credit_notes import drafts, lines
from stripe_emulator.billing.pdf import document
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.encoding import to_json
from stripe_emulator.wire.errors import no_such


class CreditNotePdf:
    """Serves the document that `pdf` of a credit note leads to."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        return [Route("/credit_notes/{id}/pdf", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The PDF; 404 for a credit note that is not there."""
        id = request.path_params["id"]
        for account in self._emulator.select(request.query_params.get("account")):
            note = account.table(drafts.KIND).find(id)
            if note is not None:
                return Response(document(_lines(account, note)), media_type="application/pdf")
        error = no_such("credit note", id[:200])
        return Response(to_json(error.body()), error.status, media_type="application/json")


def _lines(account: Account, note: Object) -> list[str]:
    currency = note["currency"]
    rows = [
        f"{line['description'] or 'Credit'}: {display(line['amount'], currency)}" for line in lines.of(account, note)
    ]
    total = f"Total: {display(note['total'], currency)} {currency}"
    return [f"Credit note {note['number']}", f"Invoice {note['invoice']}", *rows, total, note["memo"] or ""]
