"""A recorded request understood: whose it is, which operation it means, what its parameters say."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from harness.tap.recorded.exchange import UNREAD, Exchange, header
from harness.tap.recorded.redaction import hide, hide_value
from stripe_emulator.contract import DEFAULT_VERSION, Contract, Operation, for_version
from stripe_emulator.wire import forms
from stripe_emulator.wire.errors import StripeError

# What of `X-Stripe-Client-User-Agent` says where a call came from; the rest describes the machine.
SDK_FACTS = ("bindings_version", "lang", "publisher", "application")
ACCOUNT_LETTERS = 12
# What of an answer is told: of an object, and of an error.
ANSWERED = ("object", "id", "payment_intent", "amount", "currency", "status", "type", "code", "decline_code")
NO_OPERATION = "no operation of Stripe"


def account_of(key: str) -> str:
    """How the tap names the account of an API key: a digest, for the name of an account must not tell its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:ACCOUNT_LETTERS] if key else ""


class Reading:
    """One exchange, read when something of it is asked for."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        target = exchange.target.decode("latin-1")
        self.path, _, self.query = target.partition("?")

    @property
    def method(self) -> str:
        """The method."""
        return self.exchange.method

    @cached_property
    def account(self) -> str:
        """Whose request it is: the digest of the key, and the connected account where one is named."""
        connected = self.header("Stripe-Account")
        return account_of(_key(self.header("Authorization"))) + (f"/{connected}" if connected else "")

    @property
    def version(self) -> str:
        """The `Stripe-Version` it asks for, empty without one."""
        return self.header("Stripe-Version")

    @cached_property
    def contract(self) -> Contract:
        """Stripe's contract of that version: the nearest older one where there is no table for it.

        Without the header Stripe takes the account's own version, which nobody tells: today's is assumed.
        """
        return for_version(self.version or DEFAULT_VERSION)

    @cached_property
    def operation(self) -> Operation | None:
        """What it asks Stripe to do."""
        return self.contract.find(self.method, self.path)

    @property
    def name(self) -> str:
        """`POST /v1/refunds/{refund}/cancel`; the bare path where Stripe has no such operation."""
        found = self.operation
        return f"{found.method} {found.path}" if found else f"{self.method} {hide(self.path)} ({NO_OPERATION})"

    @property
    def key(self) -> str:
        """The idempotency key, empty without one."""
        return self.header("Idempotency-Key")

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters as they were sent, of the query and of a form; of a cut request the query's only."""
        return tuple(pair for text in self._sent for pair in parse_qsl(text, keep_blank_values=True))

    @cached_property
    def params(self) -> dict[str, Any] | None:
        """The parameters nested as Stripe reads them; None for what it could not read, or did not all come."""
        return self._read if isinstance(self._read, dict) else None

    @property
    def refused(self) -> StripeError | None:
        """Why Stripe cannot even read the parameters."""
        return self._read if isinstance(self._read, StripeError) else None

    @cached_property
    def _read(self) -> dict[str, Any] | StripeError | None:
        if not self.exchange.readable:
            return None
        try:
            decoded = [forms.decode(text) for text in self._sent]
        except StripeError as error:
            return error
        return {name: value for each in decoded for name, value in each.items()}

    @property
    def comparable(self) -> bool:
        """Whether it can be told from another one by its parameters: all of them came, in the query or as a form."""
        return self.exchange.readable and (self._form or not self.exchange.body.size)

    @property
    def _form(self) -> bool:
        return self.header("Content-Type").partition(";")[0].strip().lower() == forms.FORM

    @property
    def _sent(self) -> tuple[str, ...]:
        whole_form = self._form and self.exchange.complete
        body = self.exchange.body.data.decode("utf-8", errors="replace") if whole_form else ""
        return tuple(text for text in (self.query, body) if text)

    @property
    def failed(self) -> bool:
        """Whether the caller cannot know that Stripe did it: no answer, 409, 429 or 5xx (facts 13, 33).

        An answer that the tap could not read proves neither.
        """
        if self.exchange.broken:
            return self.exchange.broken != UNREAD
        return self.exchange.status in (409, 429) or self.exchange.status >= 500

    @property
    def call_site(self) -> str:
        """Which client sent it: the User-Agent, and what the SDK says of itself."""
        try:
            client = json.loads(self.header("X-Stripe-Client-User-Agent") or "{}")
        except ValueError:
            client = {}
        facts = {name: client[name] for name in SDK_FACTS if client.get(name)} if isinstance(client, dict) else {}
        return hide(self.header("User-Agent") + (f" {json.dumps(facts)}" if facts else ""))

    @property
    def outcome(self) -> str:
        """The status, or how the connection ended; and whether the request did not come to its own end."""
        ended = f"connection {self.exchange.broken}" if self.exchange.broken else str(self.exchange.status)
        return f"request cut, {ended}" if self.exchange.cut else ended

    @property
    def moment(self) -> str:
        """When it began, in UTC."""
        return datetime.fromtimestamp(self.exchange.began, UTC).isoformat(timespec="milliseconds")

    @property
    def answered(self) -> dict[str, Any]:
        """What the answer is about (object, ids, amount, status), or the codes of its error; empty for any other."""
        if not self.exchange.answer.whole or header(self.exchange.answer_headers, "Content-Encoding"):
            return {}
        try:
            body = json.loads(self.exchange.answer.data or b"{}")
        except ValueError:
            return {}
        body = body if isinstance(body, dict) else {}
        about = body["error"] if isinstance(body.get("error"), dict) else body
        plain = {name: about[name] for name in ANSWERED if isinstance(about.get(name), str | int)}
        return {name: hide(value) if isinstance(value, str) else value for name, value in plain.items()}

    def header(self, name: str) -> str:
        """A request header, empty without it."""
        return header(self.exchange.headers, name)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every parameter and header with the place it is in, but those that hold a key by design."""
        yield from self.pairs
        for name, value in self.exchange.headers:
            if name.lower() not in (b"authorization", b"x-stripe-client-telemetry"):
                yield f"header {name.decode('latin-1')}", unquote(value.decode("latin-1"))

    def curl(self) -> str:
        """The request as a shell command that takes address and key from the environment, without secrets."""
        path = shlex.quote(hide(unquote(self.path)))
        words = [f'curl -X {self.method} "$STRIPE_API_BASE"{path} -u "$STRIPE_API_KEY:"']
        for name in ("Stripe-Version", "Idempotency-Key"):
            words += [f"-H {shlex.quote(f'{name}: {hide(self.header(name))}')}"] if self.header(name) else []
        words += ["-G"] if self.method == "GET" and self.pairs else []
        words += [f"-d {shlex.quote(f'{name}={hide_value(name, value)}')}" for name, value in self.pairs]
        return " ".join(words)

    def document(self) -> dict[str, Any]:
        """Everything about it as plain data, without secrets."""
        exchange = self.exchange
        return {
            "number": exchange.number,
            "time": self.moment,
            "method": self.method,
            "path": hide(self.path),
            "query": hide(unquote(self.query)),
            "operation": self.name,
            "params": {name: hide_value(name, value) for name, value in self.pairs},
            "account": self.account,
            "stripe_version": self.version,
            "judged_by": self.contract.version,
            "idempotency_key": hide(self.key),
            "call_site": self.call_site,
            "status": exchange.status,
            "broken": exchange.broken,
            "cut": exchange.cut,
            "remarks": exchange.remarks(),
            "elapsed_ms": round(exchange.elapsed * 1000, 3),
            "answered": self.answered,
            "request_id": header(exchange.answer_headers, "Request-Id"),
            "replayed": header(exchange.answer_headers, "Idempotent-Replayed") == "true",
        }


def _key(authorization: str) -> str:
    """The API key of `Bearer KEY` or of `Basic` with the key as the user's name; https://docs.stripe.com/api/authentication."""
    kind, _, value = authorization.partition(" ")
    if kind.lower() != "basic":
        return value
    try:
        return base64.b64decode(value).decode("latin-1").partition(":")[0]
    except binascii.Error:
        return ""
