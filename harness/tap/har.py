"""What was recorded as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), without secrets and card data."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from harfile import Content, Creator, HarFile, PostData, PostParameter, Record, Request, Response, Timings

from harness.tap.recorded.exchange import Exchange, Headers, header
from harness.tap.recorded.reading import Reading
from harness.tap.recorded.redaction import hide, hide_value

CREATOR = Creator("checkout-harness tap", "1")
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def har(exchanges: Sequence[Exchange], upstream: str) -> str:
    """The whole log as JSON; URLs are those of the backend."""
    text, base = io.StringIO(), upstream.rstrip("/")
    with HarFile(text, creator=CREATOR) as log:
        for exchange in exchanges:
            log.add_entry(**_entry(exchange, base))
    return text.getvalue()


def _entry(exchange: Exchange, base: str) -> dict[str, Any]:
    wait = exchange.wait or exchange.elapsed
    timings = Timings(send=0, wait=_ms(wait), receive=_ms(max(0.0, exchange.elapsed - wait)))
    reading = Reading(exchange)
    return {
        "startedDateTime": reading.moment,
        "time": timings.wait + timings.receive,
        "request": _request(exchange, reading, base),
        "response": _response(exchange),
        "timings": timings,
        "comment": "; ".join(exchange.remarks()),
    }


def _request(exchange: Exchange, reading: Reading, base: str) -> Request:
    return Request(
        method=exchange.method,
        url=base + hide(unquote(exchange.target.decode("latin-1"))),
        httpVersion=f"HTTP/{exchange.version}",
        headers=_headers(exchange.headers),
        queryString=_pairs(parse_qsl(reading.query, keep_blank_values=True)),
        postData=_sent(exchange) if exchange.body.size else None,
        bodySize=exchange.body.size,
    )


def _sent(exchange: Exchange) -> PostData:
    """The body of a request; none that ends in the middle, for half a card number does not look like one."""
    kind = header(exchange.headers, "Content-Type")
    if not exchange.readable:
        return PostData(kind, comment=f"only {len(exchange.body.data)} bytes of it are known")
    body = exchange.body.data.decode("utf-8", errors="replace")
    if "urlencoded" not in kind:
        return PostData(kind, text=hide(body))
    pairs = parse_qsl(body, keep_blank_values=True)
    return PostData(kind, params=[PostParameter(hide(name), hide_value(name, value)) for name, value in pairs])


def _response(exchange: Exchange) -> Response:
    headers = exchange.answer_headers
    return Response(
        status=exchange.status,
        statusText=HTTPStatus(exchange.status).phrase if exchange.status in set(HTTPStatus) else "",
        httpVersion="HTTP/1.1",
        headers=_headers(headers),
        content=Content(exchange.answer.size, mimeType=header(headers, "Content-Type"), **_text(exchange)),
        redirectURL=hide(header(headers, "Location")),
        bodySize=exchange.answer.size,
    )


def _text(exchange: Exchange) -> dict[str, Any]:
    body = bytes(exchange.answer.data)
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


def _headers(headers: Headers) -> list[Record]:
    return _pairs([(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers])


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[Record]:
    return [Record(hide(name), hide_value(name, value)) for name, value in pairs]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
