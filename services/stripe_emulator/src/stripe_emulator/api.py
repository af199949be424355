"""One request's straight walk: read, authenticate, find, break on purpose, replay or run, expand, answer, log."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from stripe_emulator import expansion, forms, request_log
from stripe_emulator.account import API_VERSION, Account, Object, shown
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import StripeError, invalid
from stripe_emulator.faults import Fault
from stripe_emulator.keys import Key, read_key, secret_key_required
from stripe_emulator.params import Param, list_of, read, text
from stripe_emulator.publishable import publishable_view
from stripe_emulator.routing import Router, canonical
from stripe_emulator.world import World

MAX_BODY = 1_000_000
FROM_BROWSERS = (
    "_stripe_account", "_stripe_version", "guid", "muid", "sid", "payment_user_agent", "referrer", "time_on_page",
    "pasted_fields", "client_attribution_metadata",
)  # fmt: skip
"""What Stripe.js adds to its requests."""
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, PUT, PATCH, POST, DELETE",
    "Access-Control-Expose-Headers": "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry",
    "Access-Control-Max-Age": "300",
    "Cache-Control": "no-cache, no-store",
}
EXPAND = {"expand": Param(list_of(text))}


class ConnectionReset(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True)
class Asked:
    """A request as it came in: canonical path, decoded parameters, whose key."""

    request: Request
    method: str
    path: str
    body: str
    params: dict[str, Any]
    key: Key
    request_id: str


class StripeApi:
    """The ASGI app of `/v1`."""

    def __init__(self, world: World) -> None:
        self._world, self._router = world, Router()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method == "OPTIONS":
            headers = {
                **CORS,
                "Access-Control-Allow-Headers": request.headers.get("access-control-request-headers", "*"),
            }
            await Response(status_code=200, headers=headers)(scope, receive, send)
            return
        try:
            response = await self._answer(request)
        except ConnectionReset:
            await close_connection(receive)
        except ClientDisconnect:
            return
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> JSONResponse:
        headers = dict(CORS) | {"Stripe-Version": request.headers.get("stripe-version", API_VERSION)}
        asked: Asked | None = None
        try:
            asked = await self._read(request)
            headers["Request-Id"] = asked.request_id
            status, body = await self._serve(asked, headers)
        except StripeError as error:
            status, body = error.status, error.body()
            headers.setdefault("Request-Id", self._world.request_id())
        except ConnectionReset:
            if asked is not None:
                self._log(asked, None)
            raise
        if asked is not None:
            self._log(asked, status)
        if status == 402:
            headers["Stripe-Should-Retry"] = "false"
        return JSONResponse(body, status, headers)

    async def _read(self, request: Request) -> Asked:
        path = canonical(request.url.path)
        params = forms.decode(request.url.query)
        body = await _body(request)
        if request.method == "POST" and body:
            if forms.FORM not in request.headers.get("content-type", forms.FORM):
                message = f"Invalid request (check that your POST content type is {forms.FORM})."
                raise invalid(message)
            params = {**params, **forms.decode(body)}
        key = read_key(request.headers, params)
        account = self._world.account(key.account)
        return Asked(request, request.method, path, body, params, key, account.ids.new("req_"))

    async def _serve(self, asked: Asked, headers: dict[str, str]) -> tuple[int, Object]:
        account, key = self._world.account(asked.key.account), asked.request.headers.get("idempotency-key")
        fault = self._world.faults.take(account.name, asked.method, asked.path, asked.body)
        if fault is not None and fault.kind == "reset_before":
            raise ConnectionReset
        if fault is not None and fault.kind in ("status", "lock_timeout"):
            raise fault.error()
        if key is None or asked.method != "POST":
            return await self._run_and_break(asked, account, None, fault)
        headers["Idempotency-Key"] = key
        keys = self._world.keys(account.name, asked.key.publishable)
        stored = keys.begin(key, asked.path, asked.params, asked.request_id)
        if stored is not None and stored.status is not None and stored.body is not None:
            headers |= {"Original-Request": stored.request_id, "Idempotent-Replayed": "true"}
            if fault is not None and fault.kind == "reset_after":
                raise ConnectionReset
            return stored.status, stored.body
        headers["Original-Request"] = asked.request_id
        return await self._run_once(asked, account, key, fault)

    async def _run_once(self, asked: Asked, account: Account, key: str, fault: Fault | None) -> tuple[int, Object]:
        keys = self._world.keys(account.name, asked.key.publishable)
        try:
            if fault is not None and fault.kind == "latency":
                await asyncio.sleep(fault.delay_ms / 1000)
            status, body = self._run(asked, account, key)
        except BaseException:
            keys.forget(key)
            raise
        keys.finish(key, status, body)
        if fault is not None and fault.kind == "reset_after":
            raise ConnectionReset
        return status, body

    async def _run_and_break(
        self, asked: Asked, account: Account, key: str | None, fault: Fault | None
    ) -> tuple[int, Object]:
        if fault is not None and fault.kind == "latency":
            await asyncio.sleep(fault.delay_ms / 1000)
        status, body = self._run(asked, account, key)
        if fault is not None and fault.kind == "reset_after":
            raise ConnectionReset
        return status, body

    def _run(self, asked: Asked, account: Account, key: str | None) -> tuple[int, Object]:
        """Judge and run without an await in between: nothing else sees a half of it."""
        try:
            endpoint, ids = self._router.find(asked.method, asked.path)
            if asked.key.publishable and not endpoint.publishable:
                raise secret_key_required()
            params = self._params(asked, endpoint)
            paths = params.pop("expand", [])
            expansion.check(paths, asked.key.publishable)
            call = Call(
                self._world, account, params, ids, asked.key.publishable, asked.request_id, key,
                base_url(asked.request), asked.path.rstrip("/"),
                asked.request.headers.get("stripe-version", API_VERSION),
            )  # fmt: skip
            answer = rendered(endpoint.handler(call), asked.key.publishable)
            return 200, expansion.expand(answer, paths, account)
        except StripeError as error:
            return error.status, _rendered_error(error.body(), asked.key.publishable)

    def _params(self, asked: Asked, endpoint: Endpoint) -> dict[str, Any]:
        raw = {name: value for name, value in asked.params.items() if name not in FROM_BROWSERS}
        method_data = raw.get("payment_method_data")
        if isinstance(method_data, dict):
            raw["payment_method_data"] = {n: v for n, v in method_data.items() if n not in FROM_BROWSERS}
        return read(raw, {**endpoint.params, **EXPAND})

    def _log(self, asked: Asked, status: int | None) -> None:
        headers = dict(asked.request.headers)
        self._world.requests.append(
            request_log.entry(asked.key.account, asked.method, asked.path, asked.params, headers, status)
        )


def rendered(obj: Object, publishable: bool) -> Object:
    """A copy of an object as this kind of key sees it (fact 68)."""
    seen = shown(obj)
    return publishable_view(seen) if publishable else seen


def base_url(request: Request) -> str:
    """Where the client reached the emulator: scheme, host, port."""
    return f"{request.url.scheme}://{request.url.netloc}"


async def close_connection(receive: Receive) -> None:
    """Cut the connection at once, as a network does, and wait until the server has noticed."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("the server does not show its transport: connections can be cut under uvicorn only")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> str:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY:
            raise invalid(f"Invalid request: the body is larger than {MAX_BODY} bytes.", status=413)
        chunks.append(chunk)
    try:
        return b"".join(chunks).decode()
    except UnicodeDecodeError as error:
        raise invalid("Invalid request: the body is not UTF-8.") from error


def _rendered_error(body: Object, publishable: bool) -> Object:
    copied: Object = json.loads(json.dumps(body))
    for kind in ("payment_intent", "setup_intent"):
        if publishable and kind in copied["error"]:
            copied["error"][kind] = publishable_view(copied["error"][kind])
    return copied
