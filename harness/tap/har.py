"""What was recorded as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), without secrets and card data."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from harness.tap.recorded.exchange import Exchange, Headers, header
from harness.tap.recorded.reading import Reading
from harness.tap.recorded.redaction import hide, hide_value

Told = dict[str, Any]
CREATOR = {"name": "checkout-harness tap", "version": "1"}
UNKNOWN_SIZE = -1
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def har(exchanges: Sequence[Exchange], upstream: str) -> Told:
    """The whole log; URLs are those of the backend."""
    base = upstream.rstrip("/")
    return {"log": {"version": "1.2", "creator": CREATOR, "entries": [_entry(one, base) for one in exchanges]}}


def _entry(exchange: Exchange, base: str) -> Told:
    wait = exchange.wait or exchange.elapsed
    timings = {"send": 0, "wait": _ms(wait), "receive": _ms(max(0.0, exchange.elapsed - wait))}
    reading = Reading(exchange)
    entry = {
        "startedDateTime": reading.moment,
        "time": sum(timings.values()),
        "request": _request(exchange, reading, base),
        "response": _response(exchange),
        "cache": {},
        "timings": timings,
    }
    remarks = exchange.remarks()
    return {**entry, "comment": "; ".join(remarks)} if remarks else entry


def _request(exchange: Exchange, reading: Reading, base: str) -> Told:
    asked = hide(unquote(exchange.target.decode("latin-1")))
    request = {
        "method": exchange.method,
        "url": f"{base}{asked}",
        "httpVersion": f"HTTP/{exchange.version}",
        "cookies": [],
        "headers": _headers(exchange.headers),
        "queryString": _pairs(parse_qsl(reading.query, keep_blank_values=True)),
        "headersSize": UNKNOWN_SIZE,
        "bodySize": exchange.body.size,
    }
    if exchange.body.size:
        request["postData"] = {"mimeType": header(exchange.headers, "Content-Type"), **_sent(exchange)}
    return request


def _sent(exchange: Exchange) -> Told:
    """The body of a request; none that ends in the middle, for half a card number does not look like one."""
    if not exchange.readable:
        return {"comment": f"only {len(exchange.body.kept)} bytes of it are known"}
    body = exchange.body.kept.decode("utf-8", errors="replace")
    form = "urlencoded" in header(exchange.headers, "Content-Type")
    return {"params": _pairs(parse_qsl(body, keep_blank_values=True))} if form else {"text": hide(body)}


def _response(exchange: Exchange) -> Told:
    headers = exchange.answer_headers
    content: Told = {"size": exchange.answer.size, "mimeType": header(headers, "Content-Type"), **_text(exchange)}
    return {
        "status": exchange.status,
        "statusText": HTTPStatus(exchange.status).phrase if exchange.status in set(HTTPStatus) else "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(headers),
        "content": content,
        "redirectURL": hide(header(headers, "Location")),
        "headersSize": UNKNOWN_SIZE,
        "bodySize": exchange.answer.size,
    }


def _text(exchange: Exchange) -> Told:
    body = bytes(exchange.answer.kept)
    if not exchange.answer.whole:
        return {"comment": f"only {len(body)} bytes were kept"}
    if header(exchange.answer_headers, "Content-Encoding") in ("gzip", "deflate"):
        try:
            body = zlib.decompress(body, GZIP_OR_ZLIB)
        except zlib.error:
            return {"comment": "its encoding could not be read"}
    try:
        return {"text": hide(body.decode("utf-8"))}
    except UnicodeDecodeError:
        return {"comment": "not text"}


def _headers(headers: Headers) -> list[Told]:
    return _pairs([(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers])


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[Told]:
    return [{"name": hide(name), "value": hide_value(name, value)} for name, value in pairs]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
