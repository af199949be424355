"""The emulator as one ASGI app; it answers its mounts only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from stripe_emulator import stripe_js
from stripe_emulator.billing.credit_notes.pdf_page import CreditNotePdf
from stripe_emulator.billing.pages import InvoicePages
from stripe_emulator.checkout.hosted.routes import HostedPage
from stripe_emulator.control.introspection import Introspection
from stripe_emulator.control.saved_state import SavedState
from stripe_emulator.control.seeding import Seeding
from stripe_emulator.payments.three_d_secure import ThreeDSecure
from stripe_emulator.portal.page import Portal
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resources import endpoints
from stripe_emulator.server.api import StripeApi
from stripe_emulator.server.routing import INTROSPECTION, canonical, owns, unrecognized
from stripe_emulator.stripe_js.bank_account_page import BankAccountPage
from stripe_emulator.versions.rendering import view
from stripe_emulator.wire.encoding import to_json

__all__ = ["create_app", "owns"]


def create_app(seed: int | None = None, public_url: str | None = None) -> ASGIApp:
    """A new emulator with an empty memory; the same seed and the same requests give the same ids.

    `public_url` is the base of every URL for browsers, where these reach the emulator by another address than API
    clients.
    """
    emulator = Emulator(endpoints=endpoints(), view=view, seed=seed, public_url=public_url)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await emulator.webhooks.close()

    api = StripeApi(emulator)
    behind = [
        *Introspection(emulator).routes(),
        *SavedState(emulator).routes(),
        *Seeding(emulator, api).routes(),
        *ThreeDSecure(emulator).routes(),
        *BankAccountPage(emulator).routes(),
        *InvoicePages(emulator).routes(),
        *CreditNotePdf(emulator).routes(),
        *Portal(emulator).routes(),
    ]
    rest = Starlette(
        routes=[
            Mount(INTROSPECTION, routes=behind),
            *HostedPage(emulator).routes(),
            Route("/{path:path}", _nothing_here, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ],
        lifespan=lifespan,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Stripe's API goes straight to its room; everything else by its route."""
        if scope["type"] == "http" and canonical(scope["path"]).startswith("/v1/"):
            await api(scope, receive, send)
        else:
            await rest(scope, receive, send)

    rest.router.routes[:0] = stripe_js.routes(app)
    return app


async def _nothing_here(request: Request) -> Response:
    error = unrecognized(request.method, canonical(request.url.path))
    return Response(to_json(error.body()), error.status, media_type="application/json")
