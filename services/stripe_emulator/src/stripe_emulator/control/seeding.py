"""`POST /_localstack/stripe/seed`: run a file of fixtures (`seed_file`) as requests of one account.

The file is judged before anything runs. A refusal names fixture, request and error; an account that did not exist
before is forgotten again, any other keeps what was made until then, and the error says so (`made`, `kept`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from stripe_emulator.control import asgi_call
from stripe_emulator.control.seed_file import ENVIRONMENT, Answers, File, Fixture, as_text, read
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Object
from stripe_emulator.wire import encoding
from stripe_emulator.wire.errors import StripeError, invalid
from stripe_emulator.wire.keys import read_key, secret_key_required

FORM = "application/x-www-form-urlencoded"


class Caller(Protocol):
    """Makes one request with an account's secret key; returns status and JSON."""

    async def __call__(
        self, method: str, path: str, params: Object, headers: Mapping[str, str]
    ) -> tuple[int, Object]: ...


class Seeding:
    """Seeds accounts by requests to the emulator itself, so that Stripe's rules hold for seeds too."""

    def __init__(self, emulator: Emulator, api: ASGIApp) -> None:
        self._emulator, self._api = emulator, api

    def routes(self) -> list[Route]:
        return [Route("/seed", self._endpoint, methods=["POST"])]

    async def _endpoint(self, request: Request) -> Response:
        try:
            file = from_json(await request.body())
            account = _account(request, file)
            call = through(self._api, account, str(request.base_url.replace(path="")))
            return JSONResponse(await self._seed(file, account, call))
        except StripeError as error:
            return JSONResponse(error.released().body(), error.status)

    async def _seed(self, file: File, account: str, call: Caller) -> Object:
        new = not self._emulator.select(account)
        try:
            return await run(file, call, {})
        except StripeError as error:
            if new:
                self._emulator.reset(account)
            raise error.having(kept=not new) from error


def from_json(text: bytes) -> File:
    """The file that this JSON is; a 400 says what is wrong with it."""
    return read(encoding.from_json(text, "file"))


async def run(file: File, call: Caller, environment: Mapping[str, str]) -> Object:
    """Make the requests in order; the responses by name, with the file's `env` under `.env`."""
    answers = Answers(environment)
    for number, fixture in enumerate(file.fixtures):
        answers[fixture.name] = await _request(fixture, call, answers, f"fixtures[{number}]")
    if file.env:
        return {**answers, ENVIRONMENT: answers.fill(file.env, "env")}
    return dict(answers)


def through(app: ASGIApp, account: str, base_url: str) -> Caller:
    """A caller that calls the app in this process; keys, idempotency, faults and log work as for any client."""
    key = f"sk_test_{account}"
    read_key({"authorization": f"Bearer {key}"}, {})

    async def call(method: str, path: str, params: Object, headers: Mapping[str, str]) -> tuple[int, Object]:
        form = urlencode(list(_pairs(params)))
        query, body = ("", form.encode()) if method == "POST" else (form, b"")
        own = {name.lower(): value for name, value in headers.items()}
        sent = {"authorization": f"Bearer {key}", "content-type": FORM, **own}
        try:
            status, answer = await asgi_call.request(app, method, base_url, path, query=query, body=body, headers=sent)
        except UnicodeEncodeError as error:
            raise invalid(
                f"A header has only letters of Latin-1; got {error.object[:100]!r}.", param="headers"
            ) from error
        except asgi_call.ConnectionCut:
            return 0, {"error": {"type": "api_connection_error", "message": "A planned fault cut the connection."}}
        return status, json.loads(answer)

    return call


async def _request(fixture: Fixture, call: Caller, answers: Answers, param: str) -> Object:
    method, path = fixture.method.upper(), answers.fill(fixture.path, f"{param}.path")
    params = answers.fill(fixture.params, f"{param}.params")
    headers = answers.fill(fixture.headers, f"{param}.headers")
    if fixture.idempotency_key is not None:
        headers["Idempotency-Key"] = answers.fill(fixture.idempotency_key, f"{param}.idempotency_key")
    status, answer = await call(method, path, params, headers)
    if status == 200 or answer["error"].get("type") == fixture.expected_error_type:
        return answer
    error = answer["error"]
    instead = f" instead of {fixture.expected_error_type}" if fixture.expected_error_type else ""
    raise invalid(
        f"Fixture {fixture.name!r}: {method} {path} was refused with {status} {error.get('type')}{instead}: "
        f"{error.get('message')}",
        param=param,
        fixture=fixture.name,
        request={"method": method, "path": path, "params": params},
        refusal=error,
        made=list(answers),
    )


def _pairs(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Form names and values: `a[b]=`, lists as `a[0]=`; null is left out, as Stripe's command line tool does."""
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _pairs(member, f"{name}[{key}]" if name else str(key))
    elif value is not None:
        yield name, as_text(value)


def _account(request: Request, file: File) -> str:
    """The account to seed: `?account=X`, else that of the request's secret key, else the file's."""
    named = request.query_params.get("account")
    if named:
        return named
    if "authorization" in request.headers:
        key = read_key({"authorization": request.headers["authorization"]}, {})
        if key.publishable:
            raise secret_key_required()
        return key.account
    if file.account is None:
        raise invalid(
            "Whose objects? Send ?account=X, a secret key in the Authorization header, or _meta.account in the body.",
            param="account",
        )
    return file.account
