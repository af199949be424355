"""The checkout as an ASGI app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

from fastapi import FastAPI

from checkout import pages, problems
from checkout.api import auth, cart, health, orders, payments, products, webhooks
from checkout.settings import Settings
from checkout.shop import Shop

ROOMS = (health, auth, products, cart, payments, orders, webhooks)


def create_app(settings: Settings, shop: Shop | None = None) -> FastAPI:
    """The app for these settings. Tables are made in the background once it starts; /health tells when it is done."""
    app = FastAPI(title="Checkout payment API", version="1.0.0", lifespan=_prepared, redirect_slashes=False)
    app.state.shop = shop or Shop.open(settings)
    for room in ROOMS:
        app.include_router(room.ROUTER)
    problems.install(app)
    pages.install(app, settings.stripe_js_base)
    return app


@asynccontextmanager
async def _prepared(app: FastAPI) -> AsyncIterator[None]:
    ended = Event()
    Thread(target=app.state.shop.prepare, args=(ended,), name="prepare", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
