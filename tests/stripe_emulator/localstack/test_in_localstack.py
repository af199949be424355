"""What the LocalStack extension stands on, without LocalStack: the server of its own, and requests handed on to it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from stripe_emulator.localstack.forwarding import Answer, Cut, Forwarder, Refused
from stripe_emulator.localstack.server import EmulatorServer, NotServing

Serve = Callable[[socket.socket], None]
Server = Callable[[Serve], Forwarder]
KEY = ("Authorization", "Bearer sk_test_forwarded")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def emulator() -> Iterator[EmulatorServer]:
    """An emulator that has been started."""
    server = EmulatorServer(seed="1")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def answering() -> Iterator[Server]:
    """Starts a server that does as told with its one connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[Thread] = []
    forwarder = Forwarder(listener.getsockname()[1])

    def start(serve: Serve) -> Forwarder:
        def run() -> None:
            connection, _ = listener.accept()
            with connection:
                serve(connection)

        threads.append(Thread(target=run, daemon=True))
        threads[-1].start()
        return forwarder

    yield start
    forwarder.close()
    listener.close()
    for thread in threads:
        thread.join(10)


def test_it_goes_on_from_its_file(tmp_path: Path) -> None:
    """As it does with PERSISTENCE=1."""
    for expected in (0, 1):
        server = EmulatorServer(seed="1", state=tmp_path / "stripe-emulator" / "state.json")
        server.start()
        forwarder = Forwarder(server.port())
        listed = json.loads(whole(forwarder.forward("GET", "/v1/customers", [KEY], b"")))
        assert len(listed["data"]) == expected
        assert forwarder.forward("POST", "/v1/customers", [KEY], b"").status == 200
        forwarder.close()
        server.stop()


def heard(connection: socket.socket) -> bytes:
    """A request up to the end of its headers."""
    got = b""
    while b"\r\n\r\n" not in got and (chunk := connection.recv(65_536)):
        got += chunk
    return got


def whole(answer: Answer) -> bytes:
    """All of a body."""
    return b"".join(answer.body)


def test_the_emulator_serves_and_ends(emulator: EmulatorServer) -> None:
    forwarder = Forwarder(emulator.port())
    answer = forwarder.forward("POST", "/stripe/v1/customers", [KEY, ("Host", "shop:4566")], b"")
    assert answer.status == 200
    assert b'"customer"' in whole(answer)
    forwarder.close()
    emulator.stop()
    with pytest.raises(NotServing):
        emulator.port()
    with pytest.raises(Refused):
        forwarder.forward("GET", "/v1/customers", [KEY], b"")


def test_urls_it_gives_lead_to_where_it_was_reached(emulator: EmulatorServer) -> None:
    """The Host header arrives as it came: pages and hooks are made of it."""
    card = (
        b"amount=2000&currency=usd&confirm=true&payment_method=pm_card_authenticationRequired&return_url=http://shop/"
    )
    headers = [KEY, ("Host", "shop:4566"), ("Content-Type", "application/x-www-form-urlencoded")]
    forwarder = Forwarder(emulator.port())
    answer = whole(forwarder.forward("POST", "/v1/payment_intents", headers, card))
    forwarder.close()
    assert b"http://shop:4566/_localstack/stripe/three_d_secure/" in answer


def test_an_emulator_that_cannot_start_says_why() -> None:
    server = EmulatorServer(seed="no number")
    server.start()
    with pytest.raises(NotServing, match=r"exit status 2.*invalid int value: 'no number'"):
        server.port()
    server.stop()


def test_an_emulator_ends_with_whoever_started_it() -> None:
    """Also when that one was killed: its end of the pipe closes."""
    words = [sys.executable, "-m", "stripe_emulator", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline().startswith("ready ")
        child.stdin.close()
        assert child.wait(20) in (0, -15)


def test_headers_come_and_go_as_often_as_they_were_sent(answering: Server) -> None:
    asked: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        asked.append(heard(connection))
        connection.sendall(
            b"HTTP/1.1 201 Created\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nKeep-Alive: timeout=5\r\n"
            b"Content-Length: 0\r\n\r\n"
        )

    headers = [("X-One", "1"), ("X-One", "2"), ("Connection", "close"), ("Host", "here")]
    answer = answering(serve).forward("DELETE", "/v1/a%2Fb?c=%20", headers, b"")
    assert asked[0].startswith(b"DELETE /v1/a%2Fb?c=%20 HTTP/1.1\r\n")
    assert [line for line in asked[0].split(b"\r\n") if b"X-One" in line] == [b"X-One: 1", b"X-One: 2"]
    assert b"Connection" not in asked[0]
    assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert "Keep-Alive" not in dict(answer.headers)


def test_a_stream_arrives_while_it_is_written(answering: Server) -> None:
    read = Event()

    def serve(connection: socket.socket) -> None:
        heard(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        assert read.wait(10)  # the rest is written once the first part was read
        connection.sendall(b"4\r\nrest\r\n0\r\n\r\n")

    body = iter(answering(serve).forward("GET", "/", [], b"").body)
    assert next(body) == b"first"
    read.set()
    assert list(body) == [b"rest"]


def test_a_connection_is_kept_for_the_next_request(answering: Server) -> None:
    def serve(connection: socket.socket) -> None:
        for _ in range(3):
            heard(connection)
            connection.sendall(OK)

    forwarder = answering(serve)  # its server accepts one connection only
    assert [whole(forwarder.forward("GET", "/", [], b"")) for _ in range(3)] == [b"ok"] * 3


def test_a_connection_that_was_idle_for_long_is_not_used_again(
    answering: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server is about to close would look like a connection it cut on purpose."""
    monkeypatch.setattr("stripe_emulator.localstack.forwarding.KEEP_SECONDS", 0.0)
    closed = Event()

    def serve(connection: socket.socket) -> None:
        heard(connection)
        connection.sendall(OK)
        if connection.recv(1) == b"":
            closed.set()

    forwarder = answering(serve)
    assert whole(forwarder.forward("GET", "/", [], b"")) == b"ok"
    assert forwarder._take().sock is None  # a new one
    assert closed.wait(10)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"], ids=["nothing", "a part"])
def test_a_server_that_ends_the_connection_is_told_as_that(answering: Server, said: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        heard(connection)
        connection.sendall(said)

    with pytest.raises(Cut):
        answering(serve).forward("POST", "/v1/customers", [], b"name=a")


def test_nobody_there_is_told_as_that() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Refused, match=str(port)):
        Forwarder(port).forward("GET", "/", [], b"")
