"""Requests and answers out of bytes, by httptools (llhttp, the parser of Node.js)."""

from __future__ import annotations

from typing import Protocol

from httptools import HttpRequestParser, HttpResponseParser

from harness.tap.recorded.exchange import Headers

FIRST_FINAL = 200
SWITCHED = 101


class RequestSink(Protocol):
    """Who is told of the parts of a request."""

    def request_head(self, method: str, target: bytes, version: str, headers: Headers) -> None:
        """The head is complete."""

    def request_body(self, piece: bytes) -> None:
        """The next piece of the body."""

    def request_end(self, trailers: Headers) -> None:
        """It is complete."""


class RequestReader:
    """Tells a sink of each request in a stream; the names of the callbacks are httptools' own."""

    def __init__(self, sink: RequestSink) -> None:
        self._sink = sink
        self._parser = HttpRequestParser(self)
        self.on_message_begin()

    def feed(self, data: bytes) -> None:
        """Take bytes; httptools' HttpParserError for what is no request, HttpParserUpgrade for another protocol."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._target, self._headers, self._in_head = b"", Headers(), True

    def on_url(self, piece: bytes) -> None:
        """A piece of the target."""
        self._target += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer after the body."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is complete."""
        headers, self._headers = self._headers, Headers()
        method = self._parser.get_method().decode("latin-1")
        self._sink.request_head(method, self._target, self._parser.get_http_version(), headers)

    def on_body(self, piece: bytes) -> None:
        """The next piece of the body, without the frames of chunks."""
        self._sink.request_body(piece)

    def on_message_complete(self) -> None:
        """The request is complete."""
        self._sink.request_end(self._headers)


class AnswerSink(Protocol):
    """Who is told of the parts of an answer."""

    def answer_head(self, status: int, headers: Headers) -> bool:
        """The head is complete; True says that no body follows, whatever the head says (HEAD)."""

    def answer_body(self, piece: bytes) -> None:
        """The next piece of the body."""

    def answer_end(self) -> None:
        """It is complete."""


class AnswerReader:
    """Tells a sink of each final answer in a stream; 100 Continue and its kind are passed over."""

    def __init__(self, sink: AnswerSink) -> None:
        self._sink = sink
        self._begin()

    def feed(self, data: bytes) -> None:
        """Take bytes; httptools' HttpParserError for what is no answer."""
        self._parser.feed_data(data)
        if self._bodiless:
            self._begin()

    def feed_slowly(self, data: bytes) -> None:
        """The same byte by byte: what follows an answer to HEAD in the same piece is another answer, and no body."""
        for place in range(len(data)):
            self.feed(data[place : place + 1])

    def _begin(self) -> None:
        self._parser = HttpResponseParser(self)
        self._bodiless = False
        self.on_message_begin()

    def on_message_begin(self) -> None:
        """An answer begins."""
        self._headers = Headers()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer after the body."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is complete."""
        status = self._parser.get_status_code()
        if status >= FIRST_FINAL or status == SWITCHED:
            self._bodiless = self._sink.answer_head(status, self._headers)

    def on_body(self, piece: bytes) -> None:
        """The next piece of the body, without the frames of chunks."""
        self._sink.answer_body(piece)

    def on_message_complete(self) -> None:
        """The answer is complete."""
        if self._parser.get_status_code() >= FIRST_FINAL and not self._bodiless:
            self._sink.answer_end()
