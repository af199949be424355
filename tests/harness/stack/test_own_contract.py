"""The checkout's own contract as a run has it: a file, also of what is served, and told when it is none."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from harness.stack.base.failure import StackFailure
from harness.stack.base.stack import Stack
from harness.stack.own_contract import kept

STACK = Stack("external", "", "", "", "", "", "", "", "", "", "", 0.0)
SERVED = {
    "/openapi.json": (200, b'{"openapi": "3.1.0", "paths": {}}'),
    "/old.json": (200, b'{"swagger": "2.0"}'),
    "/parts.json": (200, b'{"openapi": "3.1.0", "paths": {"/a": {"$ref": "a.json"}}}'),
}


@pytest.fixture
def url() -> Iterator[str]:
    """A checkout that describes itself."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = SERVED.get(self.path, (404, b"no such page"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def stack(url: str, served: str = "", file: str = "") -> Stack:
    """A stack whose profile says so."""
    return replace(STACK, checkout_url=url, contract={"file": file, "served": served, "every_answer": False})


def test_what_is_served_is_kept_as_a_file(url: str, tmp_path: Path) -> None:
    """And is not compared with itself afterwards."""
    found = kept(stack(url, "/openapi.json"), tmp_path).contract
    assert Path(found["file"]).read_bytes() == SERVED["/openapi.json"][1]
    assert (found["served"], found["every_answer"]) == ("", False)


def test_a_file_stays_and_a_stack_without_one_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("openapi: 3.0.0\npaths: {}\n", "utf-8")
    mine = stack("http://127.0.0.1:1", "/openapi.json", str(file))
    assert kept(mine, tmp_path) == mine
    assert kept(STACK, tmp_path) == STACK


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/nowhere", "got:      404: no such page"),
        ("/old.json", "expected an OpenAPI document of version 3"),
        ("/parts.json", "a.json"),
    ],
)
def test_what_is_no_contract_is_told(url: str, tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(StackFailure, match=r"contract") as caught:
        kept(stack(url, path), tmp_path)
    assert message in str(caught.value)
