"""The tap passes everything on as it is: bytes, pace, kept connections, and how connections end."""

from __future__ import annotations

import gzip
import hashlib
import threading

import pytest

from harness.stack.processes.ports import free_port
from tests.harness.tap.conftest import Backend, Start
from tests.harness.tap.raw_backend import HEAD_END, SECONDS, Connection, answering

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
ZIPPED = gzip.compress(b'{"object": "list"}')
ANSWERS = {
    "names and order of headers": b"HTTP/1.1 200 Fine\r\nX-oDD: 1\r\nx-odd: 2\r\nContent-Length: 0\r\n\r\n",
    "gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(ZIPPED), ZIPPED),
    "chunks and a trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified, with a length": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    "continue first": b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
    "early hints first": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK,
    "a status nobody knows": b"HTTP/1.1 599 Odd\r\nContent-Length: 0\r\n\r\n",
}
STATUS = {"no content": 204, "not modified, with a length": 304, "a status nobody knows": 599}


def get(path: str = "/v1/charges", method: str = "GET") -> bytes:
    """A request without a body."""
    return f"{method} {path} HTTP/1.1\r\nHost: checkout.example\r\n\r\n".encode()


def test_a_request_arrives_as_it_was_sent_but_for_the_host(start: Start, backend: Backend) -> None:
    requests: list[bytes] = []
    stripe = backend(answering(requests, OK))
    checkout = start(stripe.url).connect()
    head = (
        b"POST /v1/refunds?a=%20b&c[]=1 HTTP/1.1\r\nHOST: tap\r\nx-ODD: one\r\nX-Odd: two\r\nContent-Length: 4\r\n\r\n"
    )
    sent = head + b"\x00\xffa="
    checkout.send(sent)
    assert checkout.exactly(len(OK)) == OK
    assert requests == [sent.replace(b"HOST: tap", b"HOST: 127.0.0.1:%d" % stripe.port)]


def test_chunks_arrive_with_their_trailer(start: Start, backend: Backend) -> None:
    requests: list[bytes] = []

    def serve(connection: Connection) -> None:
        requests.append(connection.until(b"0\r\nX-Sum: 9\r\n\r\n"))
        connection.send(OK)

    checkout = start(backend(serve).url).connect()
    checkout.send(
        b"POST /v1/files HTTP/1.1\r\nHost: tap\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\nX-Sum: 9\r\n\r\n"
    )
    assert checkout.exactly(len(OK)) == OK
    assert requests[0].partition(HEAD_END)[2] == b"3\r\na=1\r\n0\r\nX-Sum: 9\r\n\r\n"


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_passes_byte_for_byte_and_the_next_one_is_read_too(start: Start, backend: Backend, name: str) -> None:
    tap = start(backend(answering([], ANSWERS[name])).url)
    checkout = tap.connect()
    for _ in range(2):
        checkout.send(get())
        assert checkout.exactly(len(ANSWERS[name])) == ANSWERS[name]
    assert [one["status"] for one in tap.recorded(2)] == [STATUS.get(name, 200)] * 2


def test_an_answer_to_head_has_a_length_and_no_body(start: Start, backend: Backend) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
    tap = start(backend(answering([], answer)).url)
    checkout = tap.connect()
    for method in ("HEAD", "HEAD"):
        checkout.send(get(method=method))
        assert checkout.exactly(len(answer)) == answer
    assert [one["method"] for one in tap.recorded(2)] == ["HEAD", "HEAD"]


def test_connections_are_kept_on_both_sides_and_never_shared(start: Start, backend: Backend) -> None:
    stripe = backend(answering([], OK))
    tap = start(stripe.url)
    first, second = tap.connect(), tap.connect()
    for _ in range(10):
        for checkout in (first, second):
            checkout.send(get())
            assert checkout.exactly(len(OK)) == OK
    assert len(stripe.connections) == 2


def test_what_is_sent_at_once_is_answered_in_order(start: Start, backend: Backend) -> None:
    tap = start(backend(answering([], OK)).url)
    checkout = tap.connect()
    checkout.send(get("/v1/charges") + get("/v1/refunds"))
    assert checkout.exactly(2 * len(OK)) == OK * 2
    assert [one["path"] for one in tap.recorded(2)] == ["/v1/charges", "/v1/refunds"]


def test_pieces_pass_as_soon_as_they_come(start: Start, backend: Backend) -> None:
    arrived = threading.Event()

    def serve(connection: Connection) -> None:
        connection.until(b"first")
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        assert arrived.wait(SECONDS)
        connection.until(b"last")
        connection.send(b"half")

    checkout = start(backend(serve).url).connect()
    checkout.send(b"POST /v1/files HTTP/1.1\r\nHost: tap\r\nContent-Length: 9\r\n\r\nfirst")
    assert checkout.until(b"half").endswith(b"half")
    arrived.set()
    checkout.send(b"last")
    assert checkout.exactly(4) == b"half"


def test_big_bodies_pass_whole_and_are_kept_in_part(start: Start, backend: Backend) -> None:
    body = bytes(range(256)) * 40_000
    digests: list[str] = []

    def serve(connection: Connection) -> None:
        sent = connection.request().partition(HEAD_END)[2]
        digests.append(hashlib.sha256(sent).hexdigest())
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(sent) + sent)

    tap = start(backend(serve).url)
    checkout = tap.connect()
    sender = threading.Thread(
        target=checkout.send,
        args=(b"POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n" % len(body) + body,),
    )
    sender.start()
    checkout.until(HEAD_END)
    assert checkout.exactly(len(body)) == body
    sender.join(SECONDS)
    assert digests == [hashlib.sha256(body).hexdigest()]
    (entry,) = tap.page("har")["log"]["entries"]
    assert (entry["request"]["bodySize"], entry["response"]["bodySize"]) == (len(body), len(body))
    assert entry["response"]["content"]["comment"] == "only 65536 bytes were kept"


def test_a_connection_closed_without_an_answer_is_closed(start: Start, backend: Backend) -> None:
    requests: list[bytes] = []

    def serve(connection: Connection) -> None:
        requests.append(connection.request())
        connection.socket.close()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(get())
    assert checkout.to_the_end() == b""
    assert [(one["status"], one["broken"]) for one in tap.recorded(1)] == [(0, "closed")]
    assert len(requests) == 1, "it was sent again"


def test_a_connection_closed_in_the_middle_of_an_answer_is_closed_there(start: Start, backend: Backend) -> None:
    def serve(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        connection.socket.close()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(get())
    assert checkout.to_the_end().endswith(b"\r\n\r\nhalf")
    assert [(one["status"], one["broken"]) for one in tap.recorded(1)] == [(200, "closed")]


def test_an_answer_without_a_length_ends_with_its_connection(start: Start, backend: Backend) -> None:
    def serve(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\n\r\nall of it")
        connection.socket.close()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(get())
    assert checkout.to_the_end().endswith(b"all of it")
    assert [(one["status"], one["broken"]) for one in tap.recorded(1)] == [(200, "")]


def test_a_reset_is_a_reset(start: Start, backend: Backend) -> None:
    requests: list[bytes] = []

    def serve(connection: Connection) -> None:
        requests.append(connection.request())
        connection.reset()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(get())
    with pytest.raises(ConnectionResetError):
        checkout.to_the_end()
    assert [one["broken"] for one in tap.recorded(1)] == ["reset"]
    assert len(requests) == 1, "it was sent again"


def test_a_backend_that_is_not_there_makes_no_page(start: Start) -> None:
    tap = start(f"http://127.0.0.1:{free_port()}")
    checkout = tap.connect()
    checkout.send(get())
    with pytest.raises(ConnectionResetError):
        checkout.to_the_end()
    assert [one["broken"] for one in tap.recorded(1)] == ["refused"]


def test_a_checkout_that_leaves_closes_its_connection_to_the_backend(start: Start, backend: Backend) -> None:
    left = threading.Event()

    def serve(connection: Connection) -> None:
        connection.request()
        assert connection.socket.recv(1) == b""
        left.set()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(get())
    checkout.socket.close()
    assert left.wait(SECONDS)


def test_another_protocol_passes_too_and_is_told(start: Start, backend: Backend) -> None:
    switched = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: odd\r\nConnection: Upgrade\r\n\r\n"

    def serve(connection: Connection) -> None:
        connection.request()
        connection.send(switched)
        connection.send(connection.until(b"\x00odd")[::-1])

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(b"GET / HTTP/1.1\r\nHost: tap\r\nUpgrade: odd\r\nConnection: Upgrade\r\n\r\n")
    assert checkout.exactly(len(switched)) == switched
    checkout.send(b"\x00odd")
    assert checkout.exactly(4) == b"ddo\x00"
    assert tap.page("health")["unread_connections"] == 1


def test_a_path_before_the_backends_own_and_its_host(start: Start, backend: Backend) -> None:
    requests: list[bytes] = []
    stripe = backend(answering(requests, OK))
    checkout = start(f"{stripe.url.replace('127.0.0.1', 'localhost')}/stripe/").connect()
    checkout.send(get("/v1/charges?limit=1"))
    checkout.exactly(len(OK))
    assert requests[0].startswith(b"GET /stripe/v1/charges?limit=1 HTTP/1.1\r\nHost: localhost:%d\r\n" % stripe.port)
