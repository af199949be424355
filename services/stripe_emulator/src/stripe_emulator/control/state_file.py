"""`--state FILE`: what the emulator remembers is read from a file when it starts and written to it when it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

from starlette.types import ASGIApp

from stripe_emulator.control import asgi_call
from stripe_emulator.wire.errors import invalid

BASE, STATE = "http://127.0.0.1", "/_localstack/stripe/state"
# Seconds that an ending emulator gives the deliveries in progress.
AT_THE_END = 1
OWNER_ONLY = 0o600


class StateFile:
    """One file, of one emulator at a time."""

    def __init__(self, path: Path, app: ASGIApp) -> None:
        self._path, self._app = path, app

    async def load(self) -> bool:
        """Go on from the file; False where there is none. A StripeError says why a file cannot be gone on from."""
        try:
            body = self._path.read_bytes()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise invalid(f"{self._path}: {error}") from error
        status, answer = await self._ask("PUT", body)
        if status != 200:
            raise invalid(f"{self._path}: {json.loads(answer)['error']['message']}")
        return True

    async def save(self) -> None:
        """Write the file anew, whole or not at all; OSError where it cannot be written."""
        _, state = await self._ask("GET", b"", f"wait={AT_THE_END}")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
            file.write(state)
        unfinished.replace(self._path)

    async def _ask(self, method: str, body: bytes, query: str = "") -> tuple[int, bytes]:
        return await asgi_call.request(self._app, method, BASE, STATE, query=query, body=body, headers={})
