"""`stripe-emulator --host HOST --port PORT`: serve until told to end; prints `ready http://HOST:PORT`."""

from __future__ import annotations

import argparse
import gc
import socket
import sys

import uvicorn

from stripe_emulator.app import create_app

LOOPBACK = "127.0.0.1"
COLLECT_AFTER = (50_000, 20, 1_000)
"""New objects until a collection of the young, collections until one of the older, and of the oldest."""


class Server(uvicorn.Server):
    """A server that says when it serves."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, then print the ready line."""
        await super().startup(sockets)
        host, port = (sockets or [])[0].getsockname()[:2]
        print(f"ready http://{host}:{port}", flush=True)


def spare_the_collector() -> None:
    """What is stored stays: a collector that walks it over and over finds nothing, at a cost that grows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def main() -> None:
    """Run the emulator; exit status 2 when the port cannot be had."""
    parser = argparse.ArgumentParser(prog="stripe-emulator", description="A stateful Stripe API emulator.")
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=4567, help="0 takes a free port")
    parser.add_argument("--seed", type=int, default=None, help="seed of all ids")
    options = parser.parse_args()
    try:
        listener = socket.create_server((options.host, options.port), backlog=512)
    except (OSError, OverflowError) as error:
        print(
            f"stripe-emulator: expected to listen on {options.host}:{options.port}, but: {error}. "
            "Try another --port, or 0 for a free one.",
            file=sys.stderr,
        )
        raise SystemExit(2) from error
    app = create_app(options.seed)
    spare_the_collector()
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=1
    )
    Server(config).run([listener])


if __name__ == "__main__":
    main()
