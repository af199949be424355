"""Endpoints that are slow, endless, broken or gone: whose deliveries suffer, how long, and what the log says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from stripe_emulator.webhooks import client as webhook_client
from stripe_emulator.webhooks.client import WebhookClient
from tests.own_loop import run
from tests.stripe_emulator.client import Account, eventually, ok
from tests.stripe_emulator.receiver import Receiver
from tests.stripe_emulator.webhooks.test_webhooks import listen, log_of

SUCCEEDED = "payment_intent.succeeded"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def endpoint(serve: Serve) -> AsyncIterator[str]:
    """The URL of an endpoint that treats each connection so, until the end."""
    under_way: set[asyncio.Task[Any]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def request_of(reader: asyncio.StreamReader) -> bytes:
    """One whole request."""
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))


async def delivered(client: WebhookClient, url: str, key: str = "we_1") -> int:
    """One delivery."""
    return await client.post(key, url, b"{}", {"Stripe-Signature": "t=1,v1=a"})


def test_a_slow_endpoint_holds_up_nobody_else(account: Account, new_account: Any, receiver: Receiver) -> None:
    """More deliveries wait there than one endpoint may have at once; another account hears at once."""
    other = new_account()
    with Receiver() as slow:
        gate = slow.hold()
        for _ in range(4):
            listen(account, slow)
        listen(other, receiver, SUCCEEDED)
        for _ in range(16):
            account.intent()
        eventually(lambda: len(slow.deliveries) >= 50, reason="the slow endpoint has its hands full")
        began = time.monotonic()
        other.pay()
        receiver.wait_for(SUCCEEDED, deadline=10)
        took = time.monotonic() - began
        gate.set()
        eventually(lambda: len(log_of(account)) == 64, reason="all of the slow one's in the end", deadline=20)
    assert took < 10


def test_an_endpoint_has_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what waits goes in order, when there is a place."""
    monkeypatch.setattr(webhook_client, "CONNECTIONS", 3)
    at_once, most, order = 0, 0, []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        while True:
            request = await request_of(reader)
            at_once += 1
            most = max(most, at_once)
            order.append(int(request.rpartition(b"\r\n\r\n")[2]))
            for _ in range(20):
                await asyncio.sleep(0)
            at_once -= 1
            writer.write(OK)

    async def scene() -> list[int]:
        client = WebhookClient(10)
        async with endpoint(serve) as url:
            posts = (client.post("we_1", url, b"%d" % number, {}) for number in range(30))
            statuses = await asyncio.gather(*posts)
            client.close()
            return statuses

    assert set(run(scene())) == {200}
    assert most == 3
    assert [number // 3 for number in order] == sorted(number // 3 for number in order)


@pytest.mark.parametrize("answer", [b"H", b"HTTP/1.1 200 OK\r\nX-Long: ", b""])
def test_one_byte_at_a_time_ends_within_the_time(answer: bytes) -> None:
    """Each byte comes in time, the whole never: the time is one for all of it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(answer)
        while True:
            await writer.drain()
            await asyncio.sleep(0.01)
            writer.write(b"x" if answer[1:] else b"")

    async def scene() -> float:
        began = time.monotonic()
        async with endpoint(serve) as url:
            with pytest.raises(TimeoutError, match=r"expected an answer within 0.3 s"):
                await delivered(WebhookClient(0.3), url)
            return time.monotonic() - began

    assert run(scene()) < 10


@pytest.mark.parametrize("head", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 400000000\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n",
])  # fmt: skip
def test_of_an_endless_body_little_is_read(head: bytes) -> None:
    """The status counts; the connection is closed."""
    sent = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await request_of(reader)
        writer.write(head)
        while sent < 400_000_000:
            writer.write(b"x" * 65_536)
            sent += 65_536
            await writer.drain()

    async def scene() -> int:
        async with endpoint(serve) as url:
            return await delivered(WebhookClient(10), url)

    assert run(scene()) == 200
    assert sent < 40_000_000, "what fits into the buffers of the sockets"


def test_an_endless_head_is_refused() -> None:
    """With what is wrong."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X: " + b"x" * 8_000 + b"\r\n")
            await writer.drain()

    async def scene() -> None:
        async with endpoint(serve) as url:
            with pytest.raises(ValueError, match="longer than 65536 bytes"):
                await delivered(WebhookClient(10), url)

    run(scene())


def test_a_trickling_body_does_not_spoil_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """The head says 200: delivered, whatever comes after."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def scene() -> int:
        async with endpoint(serve) as url:
            return await delivered(WebhookClient(10), url)

    assert run(scene()) == 200


def test_connections_are_kept_and_cookies_are_not() -> None:
    """Ten deliveries, one connection, and nothing of what an answer sets."""
    connections, requests = 0, []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while True:
            requests.append(await request_of(reader))
            writer.write(b"HTTP/1.1 200 OK\r\nSet-Cookie: session=1; Path=/\r\nContent-Length: 0\r\n\r\n")

    async def scene() -> None:
        client = WebhookClient(10)
        async with endpoint(serve) as url:
            for _ in range(10):
                assert await delivered(client, url) == 200
            client.close()

    run(scene())
    assert (connections, len(requests)) == (1, 10)
    assert not any(b"cookie" in request.lower() for request in requests)


@pytest.mark.parametrize("when", ["idle", "as the next is sent"])
def test_a_kept_connection_that_was_closed_loses_and_doubles_nothing(when: str) -> None:
    """Without `Connection: close`, as servers close what is idle; also in the moment of the next delivery."""
    heard = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await request_of(reader))
        writer.write(OK)
        if when == "as the next is sent":
            await reader.read(1)
            writer.transport.abort()

    async def scene() -> None:
        client = WebhookClient(10)
        async with endpoint(serve) as url:
            for _ in range(5):
                assert await delivered(client, url) == 200
            client.close()

    run(scene())
    assert len(heard) == 5


def test_a_first_request_without_an_answer_is_not_sent_again() -> None:
    """On a new connection nothing says that it was not heard."""
    heard = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await request_of(reader))

    async def scene() -> None:
        async with endpoint(serve) as url:
            with pytest.raises(ConnectionError, match="closed the connection without an answer"):
                await delivered(WebhookClient(10), url)

    run(scene())
    assert len(heard) == 1


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + OK, b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
    b"HTTP/1.1 200 OK\r\n\r\nto the end", b"HTTP/1.0 200 OK\r\n\r\n", OK + b"more than was announced",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
])  # fmt: skip
def test_every_form_of_an_answer_is_understood(answer: bytes) -> None:
    """Twice in a row, whatever became of the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(answer)
        await writer.drain()

    async def scene() -> None:
        client = WebhookClient(10)
        async with endpoint(serve) as url:
            assert [await delivered(client, url), await delivered(client, url)] == [200, 200]
            client.close()

    run(scene())


def test_an_idle_connection_is_closed_and_the_endpoint_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thousands of accounts no socket stays."""
    monkeypatch.setattr(webhook_client, "IDLE_SECONDS", 0.05)
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(OK)
        await reader.read()
        over.set()

    async def scene() -> None:
        client = WebhookClient(10)
        async with endpoint(serve) as url:
            await delivered(client, url)
            async with asyncio.timeout(10):
                await over.wait()
            assert client._channels == {}

    run(scene())


@pytest.mark.parametrize(("url", "reason"), [
    ("http://127.0.0.1:1/", "ConnectionRefusedError"),
    ("http://127.0.0.1:99999/", "ValueError"),
    ("http://no-such-host.invalid/", "gaierror"),
    (f"http://{'a' * 70}.example/", "Error"),
    ("http://a..example/", "Error"),
    ("http://xn--\u00e9/", "UnicodeError"),
])  # fmt: skip
def test_what_cannot_be_reached_is_in_the_log(account: Account, receiver: Receiver, url: str, reason: str) -> None:
    """With the kind of error; the payment and the endpoints beside it do not care."""
    made = account.post("/v1/webhook_endpoints", {"url": url, "enabled_events": [SUCCEEDED]})
    if made.status_code == 400:
        assert made.json()["error"]["param"] == "url"
        return
    listen(account, receiver, SUCCEEDED)
    account.pay()
    receiver.wait_for(SUCCEEDED)
    log = eventually(lambda: [one for one in log_of(account) if one["url"] == url], reason="a logged attempt")
    assert log[0]["status"] is None
    assert reason in log[0]["error"]


@pytest.mark.parametrize(("answer", "reason"), [
    (b"SSH-2.0-OpenSSH\r\n", "no HTTP"), (b"HTTP/1.1 abc\r\n\r\n", "no HTTP"), (b"", "without an answer"),
    (b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n", "no HTTP"), (b"HTTP/1.1 20", "without an answer"),
    (b"\x15\x03\x01\x00\x02\x02", "no HTTP"), (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "no HTTP"),
])  # fmt: skip
def test_what_is_no_answer_is_told(answer: bytes, reason: str) -> None:
    """By an exception that the log keeps."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(answer)
        await writer.drain()

    async def scene() -> None:
        async with endpoint(serve) as url:
            with pytest.raises((ValueError, ConnectionError), match=reason):
                await delivered(WebhookClient(10), url)

    run(scene())


def test_a_tls_error_is_in_the_log(account: Account, receiver: Receiver) -> None:
    """An https URL where plain HTTP is spoken."""
    url = receiver.url.replace("http:", "https:") + "/hook"
    ok(account.post("/v1/webhook_endpoints", {"url": url, "enabled_events": [SUCCEEDED]}))
    account.pay()
    log = eventually(lambda: log_of(account), reason="a logged attempt", deadline=30)
    assert log[0]["status"] is None
    assert "SSL" in log[0]["error"]
