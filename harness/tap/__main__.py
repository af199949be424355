"""`python -m harness.tap --listen HOST:PORT --upstream URL`: prints `ready http://HOST:PORT` once it serves."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from harness.tap.own_pages import OwnPages
from harness.tap.relay import Checkout
from harness.tap.ring_buffer import Ring
from harness.tap.upstream import Upstream

BACKLOG = 512


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m harness.tap", description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="port 0 takes a free one")
    parser.add_argument("--upstream", required=True, metavar="URL", help="the Stripe backend: http:// or https://")
    options = parser.parse_args()
    host, _, port = options.listen.rpartition(":")
    if not host or not port.isdigit():
        parser.error(f"--listen: expected HOST:PORT, got {options.listen!r}. Try 127.0.0.1:0")
    try:
        upstream = Upstream.of(options.upstream)
    except ValueError as error:
        parser.error(f"--upstream: {error}")
    _runner()(serve(host.strip("[]"), int(port), upstream, options.upstream))


async def serve(host: str, port: int, upstream: Upstream, upstream_name: str) -> None:
    """Relay until SIGTERM or SIGINT; `upstream_name` is how the health page names the backend."""
    ring, loop, end = Ring(), asyncio.get_running_loop(), asyncio.Event()
    pages = OwnPages(ring, upstream_name)
    server = await loop.create_server(lambda: Checkout(upstream, ring, pages), host, port, backlog=BACKLOG)
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, end.set)
    host, port = server.sockets[0].getsockname()[:2]
    print(f"ready http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)
    await end.wait()
    server.close()


def _runner() -> Callable[[Coroutine[Any, Any, None]], None]:
    """uvloop's where it is installed (not on Windows): a hop takes it half the time."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    return uvloop.run


if __name__ == "__main__":
    main()
