"""The edge process: Stripe emulator, DynamoDB, SES and `/_aws/ses` on one port, as LocalStack's edge has them.

Prints `ready http://HOST:PORT` once it serves. Requests for AWS wait until its engine is loaded.
"""

import argparse
import asyncio
import socket
from typing import Any

import uvicorn
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.stack import aws
from harness.stack.aws import Engine
from harness.stack.processes.ports import LOOPBACK

MAILS = "/_aws/ses"


class Aws:
    """An engine behind ASGI: whatever is neither Stripe's nor `/_aws/ses` is a request of an AWS SDK."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.engine.loaded()
        request = Request(scope, receive)
        if request.url.path == MAILS:
            await JSONResponse({"messages": self._sent_mails(request)})(scope, receive, send)
        else:
            await self.engine.answer(request, await request.body())(scope, receive, send)

    def _sent_mails(self, request: Request) -> list[dict[str, Any]]:
        """In the shape of LocalStack's `/_aws/ses`; as there, `email` keeps one sender's.

        `to` keeps those to one address, which LocalStack does not: a case asks for its own, and a run sends hundreds.
        """
        email, to = (request.query_params.get(name) for name in ("email", "to"))
        mails = [mail for mail in self.engine.mails() if email in (None, mail["Source"])]
        return [mail for mail in mails if to is None or to in mail["Destination"]["ToAddresses"]]


def create_edge(emulator: ASGIApp, others: ASGIApp) -> ASGIApp:
    """One ASGI app that gives each request to its owner."""
    from stripe_emulator.app import owns

    async def edge(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or owns(scope["path"], Headers(scope=scope).get("host", "")):
            await emulator(scope, receive, send)
        else:
            await others(scope, receive, send)

    return edge


class Server(uvicorn.Server):
    """A server that says when it serves, and lets the engine load then."""

    def __init__(self, config: uvicorn.Config, engine: Engine) -> None:
        super().__init__(config)
        self._engine = engine

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, print the ready line, then load what is not there yet behind it."""
        await super().startup(sockets)
        host, port = (sockets or [])[0].getsockname()[:2]
        print(f"ready http://{host}:{port}", flush=True)
        self._loading = asyncio.create_task(self._engine.loaded())


def main() -> None:
    """Run the edge until it is told to end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=4566, help="0 takes a free port")
    parser.add_argument("--seed", type=int, default=None, help="seed of everything random in the emulator")
    parser.add_argument("--aws", choices=aws.CHOICES, default=aws.DEFAULT, help="what answers for DynamoDB and SES")
    options = parser.parse_args()
    from stripe_emulator import collector
    from stripe_emulator.app import create_app

    engine = aws.engine(options.aws)
    app = create_edge(create_app(options.seed), Aws(engine))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=1
    )
    listener = socket.create_server((options.host, options.port), backlog=512)
    collector.look_seldom()
    Server(config, engine).run([listener])


if __name__ == "__main__":
    main()
