"""The few HTTP calls that starting a stack needs, over the connections of this process; never through a proxy."""

import json
from typing import Any
from urllib.parse import urlencode

from harness.core import transport
from harness.core.causes import causes

SHOWN_CHARACTERS = 200
HEALTHY = 200


class NoAnswer(OSError):
    """Nobody answered properly, or not in time."""


def call(
    method: str, url: str, *, form: dict[str, str] | None = None, token: str = "", timeout: float = 5.0
) -> tuple[int, str]:
    """Status and body of one request, which may take `timeout` seconds in all; NoAnswer when none came."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = urlencode(form).encode() if form is not None else None
    try:
        answer = transport.send(method, url, body, headers, timeout)
    except transport.HTTPError as error:
        *_, first = causes(error)  # urllib3's own errors name its classes
        raise NoAnswer(f"{type(first).__name__}: {first}") from error
    return answer.status, answer.data.decode("utf-8", errors="replace")


def health(url: str, *, timeout: float = 5.0) -> tuple[bool, str]:
    """Whether GET url answers 200 now, and what it answers in a few words."""
    try:
        status, body = call("GET", url, timeout=timeout)
    except NoAnswer as error:
        return False, str(error)
    return status == HEALTHY, f"{status}: {body[:SHOWN_CHARACTERS]}"


def get_json(url: str, *, timeout: float = 5.0) -> Any:
    """The JSON body of a GET that must answer 200; ValueError says what came otherwise."""
    status, body = call("GET", url, timeout=timeout)
    if status != HEALTHY:
        raise ValueError(f"GET {url}: expected 200, got {status}: {body[:SHOWN_CHARACTERS]}")
    return json.loads(body)
