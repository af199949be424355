"""What a handler's work has changed, as a URL of its shop tells it: read before and after, and compared.

The body may be any JSON, or text, which is compared by lines. Nothing is known of its names. So three comparisons are
made, each as coarse as can be: did it change at all; did it grow by more than another time; did two stories end alike,
with ids, times and other values that differ from one payment to the next left out.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from harness.core import transport

SECONDS = 2.0
POLL_SECONDS = 0.02
VARYING = "~"
_ID = re.compile(r"[a-z]{2,}_\w{6,}|\d+|[0-9a-f-]{16,}")
_AMOUNT = re.compile(r"[^\d-]*(-?\d+(?:\.\d{1,2})?)[^\d]*")
Path = tuple[str, ...]


class Unread(RuntimeError):
    """The URL did not answer 2xx."""


class Effects:
    """A URL, and for how long an effect may keep one waiting (seconds)."""

    def __init__(self, url: str, settle: float) -> None:
        self.url, self.settle = url, settle

    def read(self) -> str:
        """The body now; Unread without a 2xx."""
        try:
            answer = transport.send("GET", self.url, None, {"Connection": "close"}, SECONDS)
        except transport.HTTPError as error:
            raise Unread(f"{self.url} does not answer: {type(error).__name__}") from error
        if not 200 <= answer.status < 300:
            raise Unread(f"{self.url} answers {answer.status}, not 2xx")
        return answer.data.decode("utf-8", errors="replace")

    def after(self, before: str) -> str:
        """The body once it differs from `before`; `before` when it does not within the time for it."""
        ends = time.monotonic() + self.settle
        while (now := self.read()) == before and time.monotonic() < ends:
            time.sleep(POLL_SECONDS)
        return now

    def settled(self, before: str) -> str:
        """The body once the time for it is over: of what may change it more than once."""
        ends = time.monotonic() + self.settle
        self.after(before)
        while time.monotonic() < ends:
            time.sleep(POLL_SECONDS)
        return self.read()


def grew_more(single: tuple[str, str], several: tuple[str, str]) -> bool:
    """Whether the second pair of bodies is further apart than the first: more values, or numbers that moved further."""
    if _size(several[1]) - _size(several[0]) > max(_size(single[1]) - _size(single[0]), 0):
        return True
    usual, found = _moved(*single), _moved(*several)
    return any(abs(by) > abs(usual[path]) for path, by in found.items() if path in usual)


def difference(before: str, after: str, amounts: Collection[int]) -> Counter[tuple[Path, str]]:
    """What came (counted up) and went (counted down); of numbers and texts with digits only the amounts are told.

    A number that stands in one place before and after counts by how far it moved, if that is an amount.
    """
    moved = _moved(before, after)
    found: Counter[tuple[Path, str]] = Counter()
    for body, sign in ((after, 1), (before, -1)):
        for path, value in _leaves(_parsed(body)):
            if path not in moved:
                found[path, _told(value, amounts)] += sign
    for path, by in moved.items():
        found[path, f"by {_told(by, amounts)}"] += 1 if by else 0
    return Counter({key: count for key, count in found.items() if count})


def shows(found: Counter[tuple[Path, str]], amount: int) -> bool:
    """Whether an amount is among what came."""
    return any(count > 0 and f"amount {amount}" in told for (_, told), count in found.items())


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.splitlines()


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, (*path, VARYING if _ID.search(key) else key))
    elif isinstance(value, list):
        for member in value:
            yield from _leaves(member, (*path, "[]"))
    else:
        yield path, value


def _size(body: str) -> int:
    return sum(1 for _ in _leaves(_parsed(body)))


def _moved(before: str, after: str) -> dict[Path, float]:
    """By how much each number moved that stands alone at its place, both times, outside of any list or record by id."""
    first, second = _alone(before), _alone(after)
    return {path: second[path] - first[path] for path in first.keys() & second.keys()}


def _alone(body: str) -> dict[Path, float]:
    leaves = [(path, value) for path, value in _leaves(_parsed(body)) if "[]" not in path and VARYING not in path]
    return {path: value for path, value in leaves if isinstance(value, int | float) and not isinstance(value, bool)}


def _told(value: Any, amounts: Collection[int]) -> str:
    """A value as it can be compared with another payment's: an amount in minor or in major units, a word, or `~`."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = str(value)
    if not any(letter.isdigit() for letter in text):
        return text
    number = _AMOUNT.fullmatch(text)
    for amount in amounts:
        if number and abs(float(number[1])) in (amount, amount / 100):
            return f"amount {amount}"
    return VARYING
