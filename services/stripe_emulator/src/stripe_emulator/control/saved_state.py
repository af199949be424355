"""`GET` and `PUT /_localstack/stripe/state`: everything that an emulator remembers, to go on from it later.

Objects, cards, keys of idempotent requests, faults, logs, clocks, and what is planned for a time. A state is loaded by
the same release of the emulator that saved it: it has parts that are no objects of Stripe's API.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import zlib
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stripe_emulator.control import object_graph
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Object
from stripe_emulator.wire.encoding import from_json, to_json
from stripe_emulator.wire.errors import StripeError, invalid
from stripe_emulator.wire.release import made_by

KIND = "state"
NO_DATA, HINT = "expected the data of a saved state, got something else", "Hint: send it as it came."
# Bytes of a state when it is unpacked; more is refused.
LARGEST = 1_000_000_000
# Of the seconds to wait.
DIGITS = 6


class SavedState:
    """Saves and loads the memory of an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._outside = {"emulator": emulator, "webhooks": emulator.webhooks}

    def routes(self) -> list[Route]:
        return [Route("/state", self.save, methods=["GET"]), Route("/state", self.load, methods=["PUT"])]

    async def save(self, request: Request) -> Response:
        """The state, once the deliveries in progress have ended; `?wait=` at most so many seconds for them."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_seconds(request)):
                for account in self._emulator.select(None):
                    await self._emulator.webhooks.settled(account)
        parts = self._emulator.parts()
        data = zlib.compress(object_graph.dump(parts, self._outside))
        state = {
            "object": KIND,
            "accounts": sorted(self._emulator.accounts),
            "made_by": made_by(),
            "data": base64.b64encode(data).decode(),
        }
        return Response(to_json(state), media_type="application/json")

    async def load(self, request: Request) -> Response:
        """Forget everything and go on from a saved state; 400, and nothing is forgotten, for what is none."""
        try:
            parts = self._read(from_json(await request.body() or b"{}", "body"))
        except StripeError as error:
            return Response(to_json(error.released().body()), error.status, media_type="application/json")
        self._emulator.restore(parts)
        loaded: Object = {"object": KIND, "accounts": sorted(self._emulator.accounts), "made_by": made_by()}
        return Response(to_json(loaded), media_type="application/json")

    def _read(self, state: Any) -> dict[str, Any]:
        if not isinstance(state, dict) or state.get("object") != KIND or not isinstance(state.get("data"), str):
            raise invalid(f"expected the JSON of GET state, got something else. {HINT}")
        if state.get("made_by") != made_by():
            message = (
                f"expected a state that this release saved ({made_by()}), got one of {state.get('made_by')!r:.80}. "
                "Hint: load it with the emulator and the Python that saved it."
            )
            raise invalid(message, param="made_by")
        try:
            unpacked = zlib.decompressobj().decompress(base64.b64decode(state["data"], validate=True), LARGEST)
            parts: dict[str, Any] = object_graph.load(unpacked, self._outside)
        except (binascii.Error, zlib.error, object_graph.Unreadable) as error:
            raise invalid(f"{NO_DATA} ({error!s:.200}). {HINT}", param="data") from error
        if not isinstance(parts, dict) or parts.keys() != self._emulator.parts().keys():
            raise invalid(f"{NO_DATA}. {HINT}", param="data")
        return parts


def _seconds(request: Request) -> float | None:
    text = request.query_params.get("wait")
    return int(text) if text and text.isdecimal() and len(text) <= DIGITS else None
