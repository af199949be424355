"""`python -m checkout --host --port`: run the checkout until it is told to end."""

import argparse
import logging
import os
import socket
import sys

import uvicorn

from checkout.settings import Settings, SettingsError

USAGE_STATUS, START_STATUS = 2, 1


class Server(uvicorn.Server):
    """A server that says when it serves."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, then print the ready line."""
        await super().startup(sockets)
        host, port = (sockets or [])[0].getsockname()[:2]
        print(f"ready http://{host}:{port}", flush=True)


def main() -> int:
    """Run; the exit status is 2 for settings that cannot be used, 1 when the address cannot be listened at."""
    parser = argparse.ArgumentParser(prog="checkout", description="Serve the reference shop until told to end.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free port (default: %(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        print(f"checkout: cannot start: {error}", file=sys.stderr)
        return USAGE_STATUS
    try:
        listener = socket.create_server((options.host, options.port), backlog=512)
    except (OSError, OverflowError) as error:
        where = f"{options.host}:{options.port}"
        print(f"checkout: cannot listen at {where}: {error}. Try another --port.", file=sys.stderr)
        return START_STATUS
    from checkout.app import create_app  # takes a second: not before the settings are known to be good

    config = uvicorn.Config(
        create_app(settings),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    Server(config).run([listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
