"""A reverse proxy on loopback that counts requests and changes answers: a Stripe that has changed its mind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import httpx

PASSED_ON = ("authorization", "content-type", "idempotency-key", "origin", "stripe-version",
             "access-control-request-method", "access-control-request-headers")  # fmt: skip
# Headers that belong to one connection.
OWN = ("connection", "content-length", "date", "keep-alive", "server", "transfer-encoding")


class ChangingProxy:
    """Passes everything on to `behind`; `change` gets the request's body and the answer's, and returns the answer's."""

    def __init__(self, behind: str, change: Callable[[bytes, bytes], bytes]) -> None:
        self.requests = 0
        self._behind, self._change = behind, change
        self._client = httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=100))

    def __enter__(self) -> ChangingProxy:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer, content = proxy._pass_on(self.command, self.path, dict(self.headers.items()), body)
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    if name not in OWN:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_OPTIONS = pass_on

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._client.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def _pass_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[httpx.Response, bytes]:
        self.requests += 1
        kept = {name: value for name, value in headers.items() if name.lower() in PASSED_ON}
        answer = self._client.request(method, self._behind + path, headers=kept, content=body)
        return answer, self._change(body, answer.content)
