"""The few HTTP calls that starting a stack needs, from the standard library: quick to import, never through a proxy."""

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit


def call(
    method: str, url: str, *, form: dict[str, str] | None = None, token: str = "", timeout: float = 5.0
) -> tuple[int, str]:
    """Status and body of one request; OSError or HTTPException when nobody answers properly."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body=urlencode(form) if form is not None else None, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", errors="replace")
    finally:
        connection.close()


def get_json(url: str, *, timeout: float = 5.0) -> Any:
    """The JSON body of a GET that must answer 200; ValueError says what came otherwise."""
    status, body = call("GET", url, timeout=timeout)
    if status != 200:
        raise ValueError(f"GET {url}: expected 200, got {status}: {body[:200]}")
    return json.loads(body)
