"""Writes what one actor asks of one system into a history: invoke, then ok, fail or info; without secrets."""

import json
from collections.abc import Mapping
from typing import Any

from harness.core.exchange import SHOWN_CHARACTERS, Exchange
from harness.core.history import Event, History
from harness.core.masking import mask, response_sightings

# Headers whose values judges need; none of them holds a secret.
TOLD_TO_BROWSERS = ("access-control-allow-origin", "access-control-allow-credentials", "cache-control")


class Recorder:
    """The pen of one actor; without a history nothing is written, and every event is None.

    `system` names who answers (`checkout` or `stripe`); judges look at what the checkout answered.
    """

    def __init__(self, actor: str, system: str, history: History | None) -> None:
        self.actor, self.system, self.history = actor, system, history

    def request_sent(self, operation: str, exchange: Exchange, facts: Mapping[str, Any]) -> Event | None:
        """A request goes out; `facts` join its events."""
        if self.history is None:  # masking takes longer than asking
            return None
        request = {"method": exchange.method, "url": mask(exchange.url), "curl": exchange.curl()}
        origin = next((value for name, value in exchange.request_headers.items() if name.lower() == "origin"), None)
        request |= {"origin": origin} if origin else {}
        return self._record("invoke", operation, request, facts)

    def answered(self, operation: str, exchange: Exchange, invoke: Event | None, facts: Mapping[str, Any]) -> None:
        """Its answer came."""
        if self.history is None:
            return
        answer = {
            "status": exchange.status,
            "headers": sorted(name.lower() for name in exchange.headers),
            "media": exchange.headers.get("content-type", ""),
            "response": _shown(exchange.text),
            "elapsed_ms": round(exchange.elapsed_ms, 1),
            "sightings": response_sightings(exchange.text) if self.system == "checkout" else [],
            **_told_to_browsers(exchange.headers),
            **_link(invoke),
        }
        self._record("ok" if exchange.status < 400 else "fail", operation, answer, facts)

    def lost(self, operation: str, why: str, invoke: Event | None, facts: Mapping[str, Any]) -> None:
        """No answer came: nobody knows whether it took effect."""
        self._record("info", operation, {"lost": why, **_link(invoke)}, facts)

    def _record(self, kind: str, operation: str, data: dict[str, Any], facts: Mapping[str, Any]) -> Event | None:
        if self.history is None:
            return None
        return self.history.record(kind, self.actor, operation, system=self.system, **data, **facts)


def _told_to_browsers(headers: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What an answer tells browsers and caches to do, where it tells anything."""
    told = {name.lower(): value for name, value in headers.items() if name.lower() in TOLD_TO_BROWSERS}
    return {"to_browsers": told} if told else {}


def _shown(text: str) -> Any:
    masked = mask(text)
    try:
        return json.loads(masked)
    except ValueError:
        return masked[:SHOWN_CHARACTERS]


def _link(invoke: Event | None) -> dict[str, int]:
    return {"invoke": invoke.seq} if invoke else {}
