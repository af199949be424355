"""`/js.stripe.com/*`: the script, its frames, and the way from a frame to the API on the frame's own origin.

A frame never leaves its origin. When a browser test routes https://js.stripe.com here, Chromium (142 and later) refuses
a request from that origin to a loopback address, so the API has to answer under the frames' own address too.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from stripe_emulator.server.routing import MOUNTS
from stripe_emulator.stripe_js import sources

HOST = "js.stripe.com"
HOMES = tuple(f"{mount}/{HOST}" for mount in ("", *MOUNTS))
# Where Stripe serves it: https://docs.stripe.com/sdks/stripejs-versioning.
SCRIPT = re.compile(r"v3/?|[a-z0-9]+/stripe\.js")
FRAMES = frozenset(
    ("controller", "elements-inner-card", "elements-inner-iban", "elements-inner-payment", "three-ds-2-challenge")
)
FORCED_BASE_HEADER, FORCED_BASE_QUERY = "x-emulator-base", "emulator_base"
BEHIND = (
    "/v1/{path:path}",
    "/_localstack/stripe/three_d_secure/{path:path}",
    "/_localstack/stripe/bank_account/{path:path}",
    "/c/pay/{path:path}",
)
HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}


def routes(emulator: ASGIApp) -> list[Route]:
    """Every route of the stand-in; `emulator` answers what frames ask: API, challenge page, embedded Checkout."""
    all_routes: list[Route] = []
    for home in HOMES:
        all_routes += [Route(home + path, _Behind(home, emulator)) for path in BEHIND]
        all_routes += [
            Route(f"{home}/stand-in/{{name}}.html", _frame, methods=["GET"]),
            Route(f"{home}/{{path:path}}", _script, methods=["GET"]),
        ]
    return all_routes


class _Behind:
    """Hands a request on to the emulator, without the prefix that brought it here."""

    def __init__(self, home: str, emulator: ASGIApp) -> None:
        self._home, self._emulator = home, emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(self._home)
        raw_path = scope.get("raw_path", b"").removeprefix(self._home.encode())
        await self._emulator({**scope, "path": path, "raw_path": raw_path}, receive, send)


async def _frame(request: Request) -> Response:
    name = request.path_params["name"]
    return HTMLResponse(sources.frame(), headers=HEADERS) if name in FRAMES else _nothing(request)


async def _script(request: Request) -> Response:
    if not SCRIPT.fullmatch(request.path_params["path"]):
        return _nothing(request)
    home, _, _ = request.url.path.partition(f"/{HOST}/")
    served_from = f"{request.url.scheme}://{request.url.netloc}{home}/{HOST}"
    text = sources.script(served_from, _forced_home(request))
    return Response(text, media_type="text/javascript", headers=HEADERS)


def _forced_home(request: Request) -> str | None:
    base = request.headers.get(FORCED_BASE_HEADER) or request.query_params.get(FORCED_BASE_QUERY)
    return f"{base.rstrip('/')}/{HOST}" if base else None


def _nothing(request: Request) -> Response:
    message = (
        f"Nothing at {request.url.path[:200]}: the Stripe.js stand-in is at /{HOST}/v3/ and /{HOST}/endive/stripe.js"
    )
    return PlainTextResponse(message, 404, headers=HEADERS)
