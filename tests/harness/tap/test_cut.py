"""What did not come whole is told as cut, and no rule reads its body: compare what came with what was announced."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from harness.core.awaiting import eventually
from harness.stack.processes.ports import free_port
from tests.harness.tap.conftest import Backend, Start, Tap
from tests.harness.tap.raw_backend import HEAD_END, SECONDS, Connection, answering
from tests.harness.tap.sent import FORM, KEY, VERSION

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BODY = b"payment_intent=pi_1&amount=100"
CUT = "the request was cut: "


def head(length: int = len(BODY), key: str = "key-1", more: str = "") -> bytes:
    """The head of a refund with a body of that length."""
    size = more or f"Content-Length: {length}\r\n"
    heads = f"Authorization: Bearer {KEY}\r\nStripe-Version: {VERSION}\r\nContent-Type: {FORM}\r\n"
    return f"POST /v1/refunds HTTP/1.1\r\nHost: tap\r\n{heads}Idempotency-Key: {key}\r\n{size}\r\n".encode()


def leaving_after(mark: bytes, *, reset: bool = False) -> Any:
    """A backend that answers every request, but ends its first connection once the mark came on it."""
    first = threading.Lock()

    def serve(connection: Connection) -> None:
        if first.acquire(blocking=False):
            connection.until(mark)
            return connection.reset() if reset else connection.socket.close()
        answering([], OK)(connection)

    return serve


def ended(connection: Connection) -> None:
    """Wait until the other side has ended the connection."""
    try:
        connection.to_the_end()
    except ConnectionResetError:
        return


def findings(tap: Tap) -> list[tuple[str, str]]:
    """The codes and parameters of what it found."""
    return [(found["code"], found["param"]) for found in tap.page("findings")["findings"]]


def endings(tap: Tap, count: int = 1) -> list[tuple[str, bool]]:
    """How each connection ended and whether its request was cut."""
    return [(one["broken"], one["cut"]) for one in tap.recorded(count)]


def remarks(tap: Tap) -> list[str]:
    """What the HAR says beside each exchange."""
    return [entry.get("comment", "") for entry in tap.page("har")["log"]["entries"]]


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize(
    ("first", "got"),
    [
        (head(), f"0 of {len(BODY)} bytes of its body came"),
        (head() + BODY[:9], f"9 of {len(BODY)} bytes of its body came"),
        (head(more="Transfer-Encoding: chunked\r\n") + b"9\r\n" + BODY[:9] + b"\r\n", "9 bytes came without an end"),
    ],
    ids=["after the head", "in the body", "in the chunks"],
)
def test_a_request_cut_before_its_end_is_no_other_use_of_its_key(
    start: Start, backend: Backend, first: bytes, got: str, reset: bool
) -> None:
    """As with an idle connection that the backend has just closed: the client asks again, rightly, by a new one."""
    tap = start(backend(leaving_after(first.rpartition(b"\r\n")[2] or HEAD_END, reset=reset)).url)
    stale = tap.connect()
    stale.send(first)
    ended(stale)
    fresh = tap.connect()
    fresh.send(head() + BODY)
    assert fresh.exactly(len(OK)) == OK
    how = "reset" if reset else "closed"
    assert endings(tap, 2) == [(how, True), ("", False)]
    assert remarks(tap) == [f"connection {how}; {CUT}{got}", ""]
    assert findings(tap) == []
    (row,) = tap.page("findings")["operations"]
    assert (row["cut"], row["not_judged"]) == (1, 0)
    assert row["outcomes"] == {f"request cut, connection {how}": 1, "200": 1}


def test_a_cut_request_that_never_came_whole_was_not_judged(start: Start, backend: Backend) -> None:
    tap = start(backend(leaving_after(HEAD_END)).url)
    checkout = tap.connect()
    checkout.send(head() + b"surcharge=1")
    ended(checkout)
    assert endings(tap) == [("closed", True)]
    assert findings(tap) == []
    assert [row["not_judged"] for row in tap.page("findings")["operations"]] == [1]


@pytest.mark.parametrize("reset", [False, True])
def test_a_body_that_comes_after_the_backend_has_left_is_read_still(
    start: Start, backend: Backend, reset: bool
) -> None:
    done = threading.Event()

    def serve(connection: Connection) -> None:
        connection.until(HEAD_END)
        connection.reset() if reset else connection.socket.close()
        done.set()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(head())
    assert done.wait(SECONDS)
    tap.page("health")
    checkout.send(BODY)
    ended(checkout)
    assert endings(tap) == [("reset" if reset else "closed", False)]
    assert tap.recorded(1)[0]["params"] == {"payment_intent": "pi_1", "amount": "100"}


def test_a_body_that_comes_after_the_refusal_is_read_still(start: Start) -> None:
    tap = start(f"http://127.0.0.1:{free_port()}")
    checkout = tap.connect()
    checkout.send(head())
    tap.page("health")
    checkout.send(BODY)
    with pytest.raises(ConnectionResetError):
        checkout.to_the_end()
    assert endings(tap) == [("refused", False)]


def test_a_checkout_that_leaves_in_the_middle_of_its_request_cut_it(start: Start, backend: Backend) -> None:
    tap = start(backend(answering([], OK)).url)
    checkout = tap.connect()
    checkout.send(head() + BODY[:5])
    checkout.socket.close()
    assert [one["cut"] for one in tap.recorded(1)] == [True]
    assert findings(tap) == []


def test_an_answer_before_the_end_of_the_request_does_not_make_it_whole(start: Start, backend: Backend) -> None:
    early = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    def serve(connection: Connection) -> None:
        connection.until(HEAD_END)
        connection.send(early)
        connection.socket.close()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(head())
    assert checkout.to_the_end() == early
    assert [(one["status"], one["broken"], one["cut"]) for one in tap.recorded(1)] == [(401, "", True)]
    assert remarks(tap) == [f"{CUT}0 of {len(BODY)} bytes of its body came"]


def test_a_body_that_comes_after_its_answer_is_kept(start: Start, backend: Backend) -> None:
    def serve(connection: Connection) -> None:
        connection.until(HEAD_END)
        connection.send(OK)
        connection.until(BODY)

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(head())
    assert checkout.exactly(len(OK)) == OK
    checkout.send(BODY)
    assert endings(tap) == [("", False)]
    assert tap.recorded(1)[0]["params"]["amount"] == "100"


def test_a_body_that_is_asked_for_first(start: Start, backend: Backend) -> None:
    go = b"HTTP/1.1 100 Continue\r\n\r\n"

    def serve(connection: Connection) -> None:
        connection.until(HEAD_END)
        connection.send(go)
        connection.until(BODY)
        connection.send(OK)

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(head(more=f"Content-Length: {len(BODY)}\r\nExpect: 100-continue\r\n"))
    assert checkout.exactly(len(go)) == go
    checkout.send(BODY)
    assert checkout.exactly(len(OK)) == OK
    assert endings(tap) == [("", False)]
    assert findings(tap) == []


def test_an_answer_cut_in_the_middle_says_so(start: Start, backend: Backend) -> None:
    def serve(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        connection.socket.close()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(head() + BODY)
    ended(checkout)
    assert endings(tap) == [("closed", False)]
    assert remarks(tap) == ["connection closed; the answer was cut: 4 of 100 bytes of its body came"]


def test_bytes_after_a_request_are_told_and_do_not_take_its_answer(start: Start, backend: Backend) -> None:
    answer = threading.Event()

    def serve(connection: Connection) -> None:
        connection.request()
        assert answer.wait(SECONDS)
        connection.send(OK)
        connection.to_the_end()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(head() + BODY + b"&more=1")
    eventually(lambda: tap.page("health")["unread_connections"] == 1, reason="the bytes after the body to be told")
    answer.set()
    assert checkout.exactly(len(OK)) == OK
    ended(checkout)
    assert [(one["status"], one["broken"], one["cut"]) for one in tap.recorded(1)] == [(200, "", False)]


def test_bytes_after_an_answer_are_told_and_are_no_answer_to_the_next_request(start: Start, backend: Backend) -> None:
    longer = OK + b" and more"

    def serve(connection: Connection) -> None:
        connection.request()
        connection.send(longer)
        connection.request()
        connection.send(OK)

    tap = start(backend(serve).url)
    checkout = tap.connect()
    for answer in (longer, OK):
        checkout.send(head() + BODY)
        assert checkout.exactly(len(answer)) == answer
    assert [one["status"] for one in tap.recorded(2)] == [200, 200]
    assert remarks(tap) == ["more came after the answer than was announced", ""]


def test_after_an_answer_that_cannot_be_read_no_other_is_taken_for_it(start: Start, backend: Backend) -> None:
    odd = b"no HTTP at all\r\n\r\n"

    def serve(connection: Connection) -> None:
        connection.request()
        connection.send(odd)
        connection.request()
        connection.send(OK)

    tap = start(backend(serve).url)
    checkout = tap.connect()
    for key, answer in (("a", odd), ("b", OK)):
        checkout.send(head(key=key) + BODY)
        assert checkout.exactly(len(answer)) == answer
    assert [(one["status"], one["broken"]) for one in tap.recorded(2)] == [(0, "unread"), (0, "unread")]
    assert tap.page("health")["unread_connections"] == 1
    assert findings(tap) == [], "the checkout may have understood the answer"


def test_answers_to_what_was_sent_at_once_each_belong_to_their_own(start: Start, backend: Backend) -> None:
    """An answer to HEAD has a length and no body: what follows it in the same piece is the next answer."""
    long = b"HTTP/1.1 404 Not Found\r\nContent-Length: 900\r\n\r\n"
    none = b"HTTP/1.1 204 No Content\r\n\r\n"
    requests = [
        f"{method} /v1/charges HTTP/1.1\r\nHost: tap\r\n\r\n".encode() for method in ("HEAD", "GET", "HEAD", "GET")
    ]

    def serve(connection: Connection) -> None:
        for _ in requests:
            connection.request()
        connection.send(long + none + long + OK)

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(b"".join(requests))
    assert checkout.exactly(len(long + none + long + OK)).endswith(OK)
    assert [(one["status"], one["broken"]) for one in tap.recorded(4)] == [(404, ""), (204, ""), (404, ""), (200, "")]


def test_what_was_sent_at_once_and_cut_is_cut_only_at_its_end(start: Start, backend: Backend) -> None:
    def serve(connection: Connection) -> None:
        connection.request()
        connection.send(OK)
        connection.until(HEAD_END)
        connection.reset()

    tap = start(backend(serve).url)
    checkout = tap.connect()
    checkout.send(head(key="a") + BODY + head(key="b") + BODY[:3])
    ended(checkout)
    assert endings(tap, 2) == [("", False), ("reset", True)]
    assert findings(tap) == []
