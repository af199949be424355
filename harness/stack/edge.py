"""The edge process: Stripe emulator, DynamoDB, SES and `/_aws/ses` on one port, as LocalStack's edge has them.

Prints `ready http://HOST:PORT` once it serves. The AWS part (moto) is imported in the background, and requests for
it wait until it is there, so the checkout can start meanwhile.
"""

import argparse
import asyncio
import io
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import uvicorn
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.stack.ports import LOOPBACK

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MAILS = "/_aws/ses"


class Aws:
    """moto behind ASGI, one request at a time: answered by threads it oversells (measured, conditional writes race).

    A request is answered on the event loop itself. It takes a millisecond; two hops between threads take five.
    """

    def __init__(self) -> None:
        self._loading: asyncio.Future[dict[str, WSGIApplication]] | None = None

    def load(self) -> "asyncio.Future[dict[str, WSGIApplication]]":
        """Start importing moto, or what that has begun already."""
        if self._loading is None:
            executor = ThreadPoolExecutor(1, thread_name_prefix="load-moto")
            self._loading = asyncio.get_running_loop().run_in_executor(executor, _load_moto)
        return self._loading

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        services = await asyncio.shield(self.load())
        body = io.BytesIO(await Request(scope, receive).body())
        from a2wsgi.wsgi import build_environ  # quick from here on: loaded with moto
        from werkzeug.test import run_wsgi_app

        environ: Any = build_environ(cast(Any, scope), cast(Any, body))
        app = services["dynamodb" if "HTTP_X_AMZ_TARGET" in environ else "ses"]
        chunks, status, headers = run_wsgi_app(app, environ, buffered=True)
        response = Response(b"".join(chunks), int(status.split()[0]))
        response.raw_headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await response(scope, receive, send)


def _load_moto() -> "dict[str, WSGIApplication]":
    """The two services the shop uses; DynamoDB's requests are told by their target header."""
    import a2wsgi.wsgi  # noqa: F401  now, not within the first request
    import werkzeug.test  # noqa: F401
    from moto.moto_server.werkzeug_app import create_backend_app

    return {"dynamodb": create_backend_app("dynamodb"), "ses": create_backend_app("ses")}


def sent_mails(email: str | None, to: str | None) -> list[dict[str, Any]]:
    """Every mail sent through SES, in the shape of LocalStack's `/_aws/ses`; as there, `email` keeps one sender's.

    `to` keeps those to one address, which LocalStack does not: each case asks for its own, and a run sends hundreds.
    """
    from harness.stack.mails import all_mails

    mails = [mail for mail in all_mails() if email in (None, mail["Source"])]
    return [mail for mail in mails if to is None or to in mail["Destination"]["ToAddresses"]]


def create_edge(emulator: ASGIApp, aws: ASGIApp) -> ASGIApp:
    """One ASGI app that gives each request to its owner."""
    from stripe_emulator.app import owns

    async def edge(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or owns(scope["path"], Headers(scope=scope).get("host", "")):
            await emulator(scope, receive, send)
        elif scope["path"] == MAILS:
            asked = Request(scope).query_params
            mails = sent_mails(asked.get("email"), asked.get("to"))
            await JSONResponse({"messages": mails})(scope, receive, send)
        else:
            await aws(scope, receive, send)

    return edge


class Server(uvicorn.Server):
    """A server that says when it serves, and starts loading AWS then."""

    def __init__(self, config: uvicorn.Config, aws: Aws) -> None:
        super().__init__(config)
        self._aws = aws

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, print the ready line, then load moto behind it."""
        await super().startup(sockets)
        host, port = (sockets or [])[0].getsockname()[:2]
        print(f"ready http://{host}:{port}", flush=True)
        self._aws.load()


def main() -> None:
    """Run the edge until it is told to end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=4566, help="0 takes a free port")
    parser.add_argument("--seed", type=int, default=None, help="seed of everything random in the emulator")
    options = parser.parse_args()
    from stripe_emulator.app import create_app

    aws = Aws()
    app = create_edge(create_app(options.seed), aws)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=1
    )
    listener = socket.create_server((options.host, options.port), backlog=512)
    Server(config, aws).run([listener])


if __name__ == "__main__":
    main()
