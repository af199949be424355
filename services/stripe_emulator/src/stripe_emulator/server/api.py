"""One request, step by step: read, authenticate, find, apply a fault, replay or run, expand, respond, log."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from stripe_emulator.contract import divergences, is_served
from stripe_emulator.resource_kit import references
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.publishable import publishable_view
from stripe_emulator.server import account_header, expansion, total_count
from stripe_emulator.server.routing import Router, canonical
from stripe_emulator.state.account import API_VERSION, Account, Object, copy_of
from stripe_emulator.versions.rendering import view
from stripe_emulator.versions.requests import as_sent
from stripe_emulator.wire import forms
from stripe_emulator.wire.encoding import File, to_json
from stripe_emulator.wire.errors import StripeError, invalid
from stripe_emulator.wire.faults import Fault
from stripe_emulator.wire.http_exchange import CORS, Answer, base_url, body_of, close_connection, headers_of
from stripe_emulator.wire.idempotency import was_executed
from stripe_emulator.wire.keys import Key, read_key, secret_key_required
from stripe_emulator.wire.request_log import Entry

LOG = logging.getLogger("stripe_emulator")
# Advises SDKs: never after a decline (fact 7), again after a lock time-out (as their sources say).
SHOULD_RETRY = "Stripe-Should-Retry"
LOGS = "https://dashboard.stripe.com/test/logs/"


class ConnectionReset(Exception):
    """The connection is to be closed without an answer."""


@dataclass(slots=True)
class ApiRequest:
    """A request as it was received: canonical path, decoded parameters, key."""

    method: str
    path: str
    body: str
    headers: dict[str, str]
    params: dict[str, Any]
    key: Key
    request_id: str
    base_url: str
    # The API version asked for (fact 8).
    version: str


class StripeApi:
    """The ASGI app of `/v1`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator, self._router = emulator, Router(emulator.served.values())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        if scope["method"] == "OPTIONS":
            await _preflight(headers, send)
            return
        try:
            answer = await self._answer(scope, headers, receive)
        except ConnectionReset:
            await close_connection(receive)
        except ClientDisconnect:
            return
        else:
            await answer.send(send)

    async def _answer(self, scope: Scope, headers: dict[str, str], receive: Receive) -> Answer:
        version = headers.get("stripe-version", API_VERSION)
        response_headers = {"Stripe-Version": version if is_served(version) else API_VERSION}
        request: ApiRequest | None = None
        try:
            request = await self._read(scope, headers, receive)
            response_headers["Request-Id"] = request.request_id
            answer = await self._serve(request, response_headers)
        except StripeError as error:
            response_headers.setdefault("Request-Id", self._emulator.request_id())
            answer = _error_answer(error, request, response_headers)
        except ConnectionReset:
            if request is not None:
                self._log(request, None)
            raise
        if request is not None:
            self._log(request, answer.status)
        if answer.status == 402:
            response_headers[SHOULD_RETRY] = "false"
        return answer

    async def _read(self, scope: Scope, headers: dict[str, str], receive: Receive) -> ApiRequest:
        body = await body_of(receive)
        query = scope["query_string"]
        params = forms.decode(query.decode("latin-1")) if query else {}
        if body and scope["method"] in ("POST", "DELETE"):
            if forms.FORM not in headers.get("content-type", forms.FORM):
                message = f"Invalid request (check that your POST content type is {forms.FORM})."
                raise invalid(message)
            params = {**params, **forms.decode(body)}
        key = read_key(headers, params)
        account = self._emulator.account(key.account)
        return ApiRequest(
            scope["method"],
            canonical(scope["path"]),
            body,
            headers,
            params,
            key,
            account.ids.new("req_"),
            self._emulator.public_url or base_url(scope, headers),
            _version(headers),
        )

    async def _serve(self, request: ApiRequest, response_headers: dict[str, str]) -> Answer:
        account, key = self._emulator.account(request.key.account), request.headers.get("idempotency-key") or None
        fault = self._emulator.faults.take(account.name, request.method, request.path, request.body)
        if fault is not None:
            _break_before(fault)
        if key is None or request.method != "POST":
            if fault is not None and fault.kind == "status_kept":
                raise fault.error()
            answer = await self._execute(request, account, None, fault, response_headers)
        else:
            answer = await self._once(request, account, key, fault, response_headers)
        if fault is not None and fault.kind == "reset_after":
            raise ConnectionReset
        return answer

    async def _once(
        self, request: ApiRequest, account: Account, key: str, fault: Fault | None, response_headers: dict[str, str]
    ) -> Answer:
        """With an idempotency key: the first response again, or a new one that is kept."""
        response_headers["Idempotency-Key"] = key
        keys = self._emulator.keys(account.name, request.key.publishable)
        stored = keys.begin(key, request.path, request.params, request.request_id, account.now())
        if stored is not None and stored.status is not None:
            _mention_divergences(self._router.find(request.method, request.path)[0], request, response_headers)
            response_headers |= {"Original-Request": stored.request_id, "Idempotent-Replayed": "true"}
            return Answer(stored.status, stored.body, response_headers)
        response_headers["Original-Request"] = request.request_id
        try:
            if fault is not None and fault.kind == "status_kept":
                answer = _error_answer(fault.error(), request, response_headers, account)
            else:
                answer = await self._execute(request, account, key, fault, response_headers)
        except BaseException:
            keys.forget(key)
            raise
        keys.finish(key, answer.status, answer.body)
        return answer

    async def _execute(
        self,
        request: ApiRequest,
        account: Account,
        key: str | None,
        fault: Fault | None,
        response_headers: dict[str, str],
    ) -> Answer:
        if fault is not None and fault.kind == "latency":
            await asyncio.sleep(fault.delay_ms / 1000)
        try:
            answer = self._run(request, account, key, response_headers)
            if isinstance(answer, File):
                return Answer(200, answer.content, response_headers, answer.media_type)
            return Answer(200, to_json(answer), response_headers)
        except StripeError as error:
            if key is not None and not was_executed(error):
                self._emulator.keys(account.name, request.key.publishable).forget(key)
            return _error_answer(error, request, response_headers, account)
        except Exception:
            LOG.exception("%s %s could not be served: this is a bug of the emulator", request.method, request.path)
            return _error_answer(
                StripeError(500, type="api_error", message="An unknown error occurred"), request, response_headers
            )

    def _run(self, request: ApiRequest, account: Account, key: str | None, response_headers: dict[str, str]) -> Object:
        """Validate and run without an await, so that no other request sees a half-done change."""
        endpoint, ids = self._router.find(request.method, request.path)
        _mention_divergences(endpoint, request, response_headers)
        account_header.check(request.headers, request.params, account)
        publishable = request.key.publishable
        if publishable and not endpoint.publishable:
            raise secret_key_required()
        operation = self._router.operation(endpoint, request.path, request.version)
        raw = dict(request.params)
        counted = total_count.take(raw, request.version, operation.operation)
        params = operation.judge(raw, publishable)
        paths = params.pop("expand", [])
        if paths:
            expansion.check(paths, publishable, operation.contract.version, operation.operation)
        sent_as = operation.translation.translated(account, params, ids)
        call = Call(
            self._emulator,
            account,
            params,
            ids,
            publishable,
            request.request_id,
            key,
            request.base_url,
            request.path.rstrip("/"),
            request.version,
        )
        try:
            if request.method == "POST":
                references.check(account, params, ids.values())
            if endpoint.guard is not None:
                endpoint.guard(call)
            answer = endpoint.handler(call)
        except StripeError as error:
            raise as_sent(error, sent_as) from None
        if request.method != "GET" and not isinstance(answer, File):
            account.refile(answer)  # what a request changes, lists and searches find, with or without an event
        if isinstance(answer, File):
            return answer
        if counted:
            answer = answer | {total_count.NAME: total_count.count(_list_of(endpoint, call), call.params)}
        answer = view(account, answer, request.version)
        if paths:
            render = partial(view, account, version=request.version)
            answer = expansion.expand(copy_of(answer), paths, account, render)
        return publishable_view(answer) if publishable else answer

    def _log(self, request: ApiRequest, status: int | None) -> None:
        self._emulator.requests.append(
            Entry(request.key.account, request.method, request.path, request.params, request.headers, status)
        )


def _list_of(endpoint: Endpoint, call: Call) -> total_count.Ask:
    return lambda params: endpoint.handler(replace(call, params=params))


async def _preflight(headers: dict[str, str], send: Send) -> None:
    allowed = headers.get("access-control-request-headers", "*").encode("latin-1")
    sent = [*CORS, (b"access-control-allow-headers", allowed), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": sent})
    await send({"type": "http.response.body", "body": b""})


def _break_before(fault: Fault) -> None:
    if fault.kind == "reset_before":
        raise ConnectionReset
    if fault.kind in ("status", "lock_timeout"):
        raise fault.error()


def _mention_divergences(endpoint: Endpoint, request: ApiRequest, response_headers: dict[str, str]) -> None:
    """Name in a header what this answer shows otherwise than Stripe would."""
    touching = divergences.touching(endpoint.method, endpoint.template, request.params, request.key.restricted)
    if touching:
        response_headers[divergences.HEADER] = touching


def _version(headers: dict[str, str]) -> str:
    version = headers.get("stripe-version", API_VERSION)
    if not is_served(version):
        raise invalid(f"Invalid Stripe API version: {version[:80]}")
    return version


def _error_answer(
    error: StripeError, request: ApiRequest | None, response_headers: dict[str, str], account: Account | None = None
) -> Answer:
    """The error as a response; objects in it as this API version and kind of key show them."""
    body = error.released().body()
    if request is not None and account is not None:
        body = view(account, body, request.version)
    for kind in ("payment_intent", "setup_intent"):
        if request is not None and request.key.publishable and kind in body["error"]:
            body["error"][kind] = publishable_view(body["error"][kind])
    body["error"]["request_log_url"] = f"{LOGS}{response_headers['Request-Id']}"
    if error.code == "lock_timeout":
        response_headers[SHOULD_RETRY] = "true"
    return Answer(error.status, to_json(body), response_headers)
