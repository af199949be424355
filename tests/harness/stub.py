"""A stand-in that answers on loopback what it is told to, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from harness.checkouts.facts import Facts
from harness.checkouts.loading import REFERENCE
from harness.stack.base.stack import Stack

Answer = tuple[int, Any]
WEBHOOK_PATH = "/hooks/stripe"
SECRETS = ("sk_test_stub", "pk_test_stub", "whsec_stub")


@dataclass(frozen=True)
class Request:
    """One request: `body` is parsed JSON, a form as a dictionary, or text."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


@dataclass
class Stub:
    """Answers by (method, path without query); `answer` may be a function of what was asked."""

    answers: dict[tuple[str, str], Answer | Callable[[Request], Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [f"{one.method} {one.path}" for one in self.requests]

    def stack(self) -> Stack:
        """A stack whose every part is this stub."""
        secret, publishable, webhook = SECRETS
        admin = {"ADMIN_EMAIL": "admin@shop.example", "ADMIN_PASSWORD": "admin password"}
        return Stack(
            mode="embedded",
            why="a stub",
            checkout_url=self.url,
            stripe_url=self.url,
            aws_url=self.url,
            secret_key=secret,
            publishable_key=publishable,
            webhook_secret=webhook,
            account="stub",
            admin_email=admin["ADMIN_EMAIL"],
            admin_password=admin["ADMIN_PASSWORD"],
            startup_seconds=0.0,
            adapter=REFERENCE,
            facts=asdict(Facts()),
            webhook_path=WEBHOOK_PATH,
            variables=admin,
        )


class Handler(BaseHTTPRequestHandler):
    """Answers from the stub; 404 for what it was not told."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stub: Stub

    def answer(self) -> None:
        """One exchange."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        kind = self.headers.get("Content-Type", "")
        parsed = json.loads(body) if "json" in kind and body else dict(parse_qsl(body)) if "form" in kind else body
        request = Request(self.command, self.path, parsed, dict(self.headers))
        self.stub.requests.append(request)
        answer_or_call = self.stub.answers.get(
            (self.command, self.path.partition("?")[0]), (404, {"code": "not_found"})
        )
        status, answer = answer_or_call(request) if callable(answer_or_call) else answer_or_call
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status < 400 else "application/problem+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def serve(stub: Stub) -> ThreadingHTTPServer:
    """Start answering on a free port of loopback."""
    handler = type("StubHandler", (Handler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server
