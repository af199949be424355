"""The emulator as one ASGI app; it answers its mounts only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from stripe_emulator.api import StripeApi
from stripe_emulator.introspection import Introspection
from stripe_emulator.routing import INTROSPECTION, canonical, owns, unrecognized
from stripe_emulator.three_d_secure import ThreeDSecure
from stripe_emulator.world import World

__all__ = ["create_app", "owns"]


def create_app(seed: int | None = None) -> Starlette:
    """A new emulator with an empty memory; the same seed and the same requests give the same ids."""
    world = World(seed)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await world.webhooks.close()

    api = StripeApi(world)
    behind = [*Introspection(world).routes(), *ThreeDSecure(world).routes()]
    return Starlette(
        routes=[
            Mount(INTROSPECTION, routes=behind),
            Route("/v1/{path:path}", api),
            Route("/stripe/v1/{path:path}", api),
            Route("/_extension/stripe/v1/{path:path}", api),
            Route("/{path:path}", _nothing_here, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ],
        lifespan=lifespan,
    )


async def _nothing_here(request: Request) -> Response:
    error = unrecognized(request.method, canonical(request.url.path))
    return JSONResponse(error.body(), error.status)
