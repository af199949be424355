"""The shop's own web server on loopback: its pages, and a record of what reached it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGES = Path(__file__).with_name("pages")
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript"}


@dataclass
class Site:
    """Serves `pages/` (with `{script}` filled in from the query) and files that were added to it."""

    files: dict[str, Path] = field(default_factory=dict)

    def __enter__(self) -> Site:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = site._answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: pytest shows what matters."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def _answer(self, target: str) -> tuple[int, str, bytes]:
        parts = urlsplit(target)
        path = self.files.get(parts.path) or PAGES / f"{parts.path.strip('/')}.html"
        if not path.is_file():
            return 404, "text/plain", b"nothing here"
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            text = text.replace("{script}", parse_qs(parts.query).get("script", [""])[0])
        return 200, TYPES[path.suffix], text.encode()
