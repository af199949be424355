"""Endpoints for tests, outside of Stripe's API: `/_localstack/stripe/...`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stripe_emulator.control.snapshot import snapshot
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.paging import list_object
from stripe_emulator.state.account import Account, Object
from stripe_emulator.webhooks.delivery import roll
from stripe_emulator.wire.encoding import from_json, to_json
from stripe_emulator.wire.errors import StripeError, invalid, no_such

DAY = 86_400
BASE = "/_localstack/stripe"
DELIVERIES = f"{BASE}/webhook_deliveries"
MAX_TIMES, MAX_ADVANCE = 50, 10 * 366 * DAY
SIGNING_SECRET = re.compile(r"whsec_[A-Za-z0-9]{16,200}")
Answer = Callable[[Request], Awaitable[Any]]


class Introspection:
    """Reads and changes an emulator from outside; `?account=X` selects one account.

    Whatever lists answers a list object like those of Stripe's API, whole and oldest first.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        rows: list[tuple[str, str, Answer]] = [
            ("GET", "/health", self.health),
            ("GET", "/payment_intents", self.payment_intents),
            ("GET", "/payment_intents/{id}", self.payment_intent),
            ("GET", "/events", self.events),
            ("GET", "/requests", self.requests),
            ("GET", "/snapshot", self.snapshot),
            ("GET", "/webhook_deliveries", self.deliveries),
            ("POST", "/webhook_deliveries", self.redeliver),
            ("GET", "/clock", self.clock),
            ("POST", "/clock", self.move_clock),
            ("GET", "/faults", self.faults),
            ("POST", "/faults", self.plan_fault),
            ("DELETE", "/faults", self.heal),
            ("GET", "/webhook_faults", self.webhook_faults),
            ("POST", "/webhook_faults", self.plan_webhook_fault),
            ("DELETE", "/webhook_faults", self.heal_webhooks),
            ("POST", "/webhook_endpoints/{id}/roll_secret", self.roll_secret),
            ("POST", "/reset", self.reset),
        ]
        return [Route(path, _json(answer), methods=[method]) for method, path, answer in rows]

    async def health(self, request: Request) -> Object:
        return {"status": "ok"}

    async def payment_intents(self, request: Request) -> Object:
        return self._each(request, "payment_intent", "payment_intents")

    async def payment_intent(self, request: Request) -> Object:
        _, intent = self._find(request, "payment_intent", request.path_params["id"])
        return intent

    async def events(self, request: Request) -> Object:
        return self._each(request, "event", "events")

    async def requests(self, request: Request) -> Object:
        """The request log."""
        name = request.query_params.get("account")
        entries = [entry.as_json() for entry in list(self._emulator.requests) if name in (None, entry.account)]
        return list_object(entries, f"{BASE}/requests")

    async def snapshot(self, request: Request) -> Object:
        """The payments of one account with all that belongs to them: see `snapshot`."""
        name = request.query_params.get("account")
        if not name:
            raise invalid("Name the account: ?account=X.", param="account")
        return await snapshot(self._emulator.account(name), self._emulator.webhooks, request.query_params)

    async def deliveries(self, request: Request) -> Object:
        """A list object of every attempt to deliver an event, oldest first.

        `?event_id=` keeps one event's, `?about=` those whose payload holds one of these texts (with commas).
        """
        name, about = request.query_params.get("event_id"), request.query_params.get("about", "")
        texts = [text for text in about.split(",") if text]
        attempts = [
            attempt
            for attempt in _of_account(self._emulator.webhooks.deliveries, request)
            if name in (None, attempt["event_id"])
            if not texts or any(text in (attempt["payload"] or "") for text in texts)
        ]
        return list_object(attempts, DELIVERIES)

    async def redeliver(self, request: Request) -> Object:
        """Deliver an event again, newly signed; returns a list object of the attempts."""
        body = await _body(request)
        times = body.get("times", 1)
        if type(times) is not int or not 1 <= times <= MAX_TIMES:
            raise invalid(f"times is a whole number from 1 to {MAX_TIMES}; got {times!r:.100}.", param="times")
        account, event = self._find(request, "event", str(body.get("event_id")))
        attempts = await self._emulator.webhooks.redeliver(account, event, body.get("url"), times)
        return list_object(attempts, DELIVERIES)

    async def clock(self, request: Request) -> Object:
        return {
            account.name: {"now": account.now(), "frozen": account.time.frozen} for account in self._accounts(request)
        }

    async def move_clock(self, request: Request) -> Object:
        """`advance` by seconds (runs due jobs and deliveries on the way), `freeze`, or `run` again."""
        body = await _body(request)
        wish_of = set(body) & {"advance", "freeze", "run"}
        if len(wish_of) != 1 or set(body) != wish_of:
            raise invalid('Send one of {"advance": seconds}, {"freeze": true} and {"run": true}.')
        seconds = body.get("advance", 0)
        if type(seconds) is not int or not 0 <= seconds <= MAX_ADVANCE:
            raise invalid(
                f"advance is a number of seconds from 0 to {MAX_ADVANCE}; got {seconds!r:.100}.", param="advance"
            )
        for account in self._accounts(request, create=True):
            if "freeze" in body:
                account.time.freeze()
            elif "run" in body:
                account.time.resume()
            else:
                await self._advance(account, seconds)
        answer: Object = await self.clock(request)
        return answer

    async def _advance(self, account: Account, seconds: int) -> None:
        async def settle() -> None:
            await self._emulator.webhooks.settled(account)

        await account.time.advance(seconds, settle)

    async def faults(self, request: Request) -> Object:
        return list_object(self._emulator.faults.to_json(request.query_params.get("account")), f"{BASE}/faults")

    async def plan_fault(self, request: Request) -> Object:
        """Plan a fault; see `faults.Fault`."""
        return {"id": self._emulator.faults.plan(await _body(request)).id}

    async def heal(self, request: Request) -> Object:
        """Remove the planned faults; `?id=` removes one."""
        self._emulator.faults.clear(request.query_params.get("account"), request.query_params.get("id"))
        return {"healed": True}

    async def webhook_faults(self, request: Request) -> Object:
        planned = self._emulator.webhooks.faults.to_json(request.query_params.get("account"))
        return list_object(planned, f"{BASE}/webhook_faults")

    async def plan_webhook_fault(self, request: Request) -> Object:
        """Plan a fault of deliveries; see `webhooks.faults.WebhookFault`."""
        return {"id": self._emulator.webhooks.faults.plan(await _body(request)).id}

    async def heal_webhooks(self, request: Request) -> Object:
        """Remove the planned delivery faults, `?id=` one of them, and deliver what they held back."""
        self._emulator.webhooks.faults.clear(request.query_params.get("account"), request.query_params.get("id"))
        return {"healed": True}

    async def roll_secret(self, request: Request) -> Object:
        """A new signing secret, generated or given; the old one also signs for `expires_in` seconds (fact 108)."""
        account, endpoint = self._find(request, "webhook_endpoint", request.path_params["id"])
        body = await _body(request)
        seconds, secret = body.get("expires_in", DAY), body.get("secret")
        if type(seconds) is not int or not 0 <= seconds <= DAY:
            raise invalid(
                f"expires_in is a number of seconds from 0 to {DAY}; got {seconds!r:.100}.", param="expires_in"
            )
        if "secret" in body and not (isinstance(secret, str) and SIGNING_SECRET.fullmatch(secret)):
            raise invalid("secret is whsec_ and 16 to 200 letters and digits; got something else.", param="secret")
        return {"id": endpoint["id"], "secret": roll(account, endpoint["id"], seconds, secret)}

    async def reset(self, request: Request) -> Object:
        self._emulator.reset(request.query_params.get("account"))
        return {"reset": True}

    def _each(self, request: Request, kind: str, name: str) -> Object:
        found = [obj for account in self._accounts(request) for obj in account.each(kind)]
        return list_object(found, f"{BASE}/{name}")

    def _accounts(self, request: Request, *, create: bool = False) -> list[Account]:
        name = request.query_params.get("account")
        return [self._emulator.account(name)] if name and create else self._emulator.select(name)

    def _find(self, request: Request, kind: str, id: str) -> tuple[Account, Object]:
        for account in self._accounts(request):
            obj = account.find(id)
            if obj is not None and obj["object"] == kind:
                return account, obj
        raise no_such(kind, id[:200])


def _of_account(entries: Any, request: Request) -> list[Object]:
    name = request.query_params.get("account")
    return [entry for entry in entries if name in (None, entry["account"])]


def _json(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body, status = to_json(await answer(request)), 200
        except StripeError as error:
            body, status = to_json(error.released().body()), error.status
        return Response(body, status, media_type="application/json")

    return endpoint


async def _body(request: Request) -> Object:
    body = from_json(await request.body() or b"{}", "body")
    if not isinstance(body, dict):
        raise invalid("The body is a JSON object.")
    return body
