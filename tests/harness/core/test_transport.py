"""The connections of the harness: kept and shared, and never why an answer is lost or a request sent twice."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from harness.core import transport
from harness.core.history import History
from harness.core.http import ConnectionLost, Http

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
# Answers one request on its connection; False ends the connection.
Serve = Callable[[socket.socket, bytes], bool]


class Raw:
    """A server of bytes: remembers each request and the connection that it came on."""

    def __init__(self, serve: Serve) -> None:
        self._serve, self.requests, self.came_on = serve, list[bytes](), list[int]()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening and end what is open."""
        self._server.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close every connection, as a server does with one that rests for too long."""
        while self._open:
            with suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        number = 0
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            number += 1
            self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection, number), daemon=True).start()

    def _talk(self, connection: socket.socket, number: int) -> None:
        with connection:
            while request := _request(connection):
                self.requests.append(request)
                self.came_on.append(number)
                if not self._serve(connection, request):
                    return


def _request(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        try:
            more = connection.recv(65_536)
        except OSError:
            return b""
        if not more:
            return b""
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


@contextmanager
def serving(serve: Serve) -> Iterator[Raw]:
    """A server of bytes for a block."""
    raw = Raw(serve)
    try:
        yield raw
    finally:
        raw.close()


def http(url: str, actor: str = "Ada") -> Http:
    """An actor without a history."""
    return Http(url, actor=actor, system="checkout")


def answer(data: bytes, stay: bool = True) -> Serve:
    """The same answer to each request."""

    def serve(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(data)
        return stay

    return serve


def drip(data: bytes) -> Serve:
    """The answer byte by byte, each long before a time-out of its own."""

    def serve(connection: socket.socket, _: bytes) -> bool:
        for byte in data:
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                return False
            if threading.Event().wait(0.05):
                return False
        return True

    return serve


def test_actors_share_a_connection_that_is_kept() -> None:
    with serving(answer(OK)) as raw:
        for actor in ("Ada", "Bob", "Ada"):
            one = http(raw.url, actor)
            one.send("GET", "/", operation="look")
            one.close()
    assert raw.came_on == [1, 1, 1]


def test_a_connection_that_was_closed_meanwhile_is_not_used_and_nothing_is_sent_twice() -> None:
    with serving(answer(OK)) as raw:
        for _ in range(20):
            assert http(raw.url).send("POST", "/pay", operation="pay", json_body={"amount": 1}).status == 200
            raw.hang_up()
    assert raw.came_on == list(range(1, 21))


def test_a_connection_that_rested_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "IDLE_SECONDS", 0.0)
    with serving(answer(OK)) as raw:
        for _ in range(3):
            http(raw.url).send("GET", "/", operation="look")
    assert raw.came_on == [1, 2, 3]


def test_a_connection_that_brought_a_server_error_is_not_used_again() -> None:
    """uvicorn closes it a moment after an error that the application did not handle, without saying so."""
    with serving(lambda connection, _: not connection.sendall(OK.replace(b"200 OK", b"500 Broke"))) as server:
        wire = Http(server.url, actor="ada", system="checkout")
        for _ in range(3):
            assert wire.send("GET", "/", operation="look").status == 500
    assert server.came_on == [1, 2, 3]


@pytest.mark.parametrize("cut", [0, 10, len(OK) - 1], ids=["no_byte", "in_the_head", "in_the_body"])
def test_a_broken_answer_is_lost_and_asked_once(cut: int) -> None:
    with serving(answer(OK[:cut], stay=False)) as raw:
        with pytest.raises(ConnectionLost) as lost:
            http(raw.url).send("POST", "/pay", operation="pay", json_body={"amount": 1})
        assert not lost.value.timed_out
    assert len(raw.requests) == 1


@pytest.mark.parametrize(
    "data", [OK, b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900], ids=["head", "body"]
)
def test_the_time_of_a_call_is_its_whole_time(data: bytes) -> None:
    """Each byte comes in good time, all of them do not."""
    began = time.monotonic()
    with serving(drip(data)) as raw, pytest.raises(ConnectionLost) as lost:
        http(raw.url).send("GET", "/", operation="look", timeout=0.3)
    assert lost.value.timed_out
    assert time.monotonic() - began < 0.05 * len(data)


def test_no_answer_at_all_is_a_time_out() -> None:
    with serving(lambda *_: True) as raw, pytest.raises(ConnectionLost) as lost:
        http(raw.url).send("GET", "/", operation="look", timeout=0.2)
    assert lost.value.timed_out


def test_a_refused_connection_is_no_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ConnectionLost, match="Connection refused") as lost:
        http(f"http://127.0.0.1:{port}").send("GET", "/", operation="look")
    assert not lost.value.timed_out


@pytest.mark.parametrize("seconds", [0.2, 0.0, -3.0])
def test_a_call_has_the_time_of_its_case(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr("harness.core.http.seconds_left", lambda: seconds)
    with serving(lambda *_: True) as raw, pytest.raises(ConnectionLost) as lost:
        http(raw.url).send("GET", "/", operation="look")
    assert lost.value.timed_out


def test_fifty_at_once_each_get_their_own_answer() -> None:
    everyone = threading.Barrier(50)

    def echo(connection: socket.socket, request: bytes) -> bool:
        body = request.partition(b"\r\n\r\n")[2]
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        return True

    def ask(number: int) -> bool:
        everyone.wait(30)
        one = http(raw.url)
        texts = [one.send("POST", "/echo", operation="echo", data=f"{number} {turn}").text for turn in range(5)]
        return texts == [f"{number} {turn}" for turn in range(5)]

    with serving(echo) as raw, ThreadPoolExecutor(50) as crowd:
        assert all(crowd.map(ask, range(50)))
    assert (len(raw.requests), len(set(raw.requests))) == (250, 250)
    assert len(set(raw.came_on)) <= 50


def test_no_redirect_is_followed_and_no_proxy_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    moved = b"HTTP/1.1 303 See Other\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    with serving(answer(moved)) as raw:
        response = http(raw.url).send("POST", "/pay", operation="pay")
    assert (response.status, response.headers["location"], len(raw.requests)) == (303, "/elsewhere", 1)


def test_cookies_are_one_actor_s_own() -> None:
    data = b"HTTP/1.1 200 OK\r\nSet-Cookie: cart=7; Path=/api\r\nSet-Cookie: b=2; Path=/\r\nContent-Length: 2\r\n\r\nok"
    with serving(answer(data)) as raw:
        ada, bob = http(raw.url), http(raw.url, "Bob")
        ada.send("GET", "/", operation="look")
        ada.send("GET", "/", operation="look")
        ada.send("GET", "/api/cart", operation="look")
        bob.send("GET", "/api/cart", operation="look")
    sent = [[line for line in one.split(b"\r\n") if line.startswith(b"Cookie:")] for one in raw.requests]
    assert sent == [[], [b"Cookie: b=2"], [b"Cookie: cart=7; b=2"], []]


def test_cookies_that_scripts_can_read() -> None:
    """Those without HttpOnly, however that is written."""
    data = (
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1; HttpOnly\r\nSet-Cookie: b=2; httponly; Secure=x\r\n"
        b"Set-Cookie: theme=dark; Path=/\r\nContent-Length: 2\r\n\r\nok"
    )
    with serving(answer(data)) as raw:
        ada = http(raw.url)
        ada.send("GET", "/", operation="look")
        assert ada.cookies_in_reach_of_scripts == {"theme": "dark"}
        assert http(raw.url).cookies_in_reach_of_scripts == {}


def test_a_history_has_what_browsers_and_caches_are_told() -> None:
    """And the origin that asked; nothing where nothing is told."""
    told = b"HTTP/1.1 200 OK\r\nCache-Control: public\r\nACCESS-CONTROL-ALLOW-ORIGIN: *\r\nContent-Length: 2\r\n\r\nok"
    record = History()
    for data in (told, OK):
        with serving(answer(data)) as raw:
            ada = Http(raw.url, actor="Ada", system="checkout", history=record)
            ada.send("GET", "/", operation="look", headers={"origin": "https://elsewhere.example"})
    asked, answered, _, again = (event.data for event in record.events)
    assert asked["origin"] == "https://elsewhere.example"
    assert answered["to_browsers"] == {"cache-control": "public", "access-control-allow-origin": "*"}
    assert "to_browsers" not in again


def test_bytes_go_out_and_come_in_as_they_are() -> None:
    data = (
        b"HTTP/1.1 200 OK\r\nX-One: a\r\nx-one: b\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n\xc3\xa9\xff"
    )
    with serving(answer(data)) as raw:
        response = http(raw.url).send(
            "POST", "/a%2Fb?q=%7E+1", operation="x", data="é\n", headers={"Stripe-Signature": "t=1,v1=x"}
        )
    head, _, body = raw.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /a%2Fb?q=%7E+1 HTTP/1.1\r\n")
    assert b"\r\nStripe-Signature: t=1,v1=x" in head
    assert b"\r\nContent-Length: 3" in head
    assert body == "é\n".encode()
    assert (response.text, response.headers["X-ONE"], response.headers["content-type"]) == (
        "é\ufffd",
        "a, b",
        "text/plain",
    )


def test_without_a_history_nothing_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Masking a long list takes ten times as long as asking for it."""

    def never(text: str) -> str:
        raise AssertionError(f"masked {text[:20]!r}")

    monkeypatch.setattr("harness.core.recorder.mask", never)
    monkeypatch.setattr("harness.core.http.mask", never)
    with serving(answer(OK)) as raw:
        assert http(raw.url).send("GET", "/?limit=100", operation="read").text == "ok"
