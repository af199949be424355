"""What a page sends, changed by a shopper who knows how: every number and every id in it, one at a time.

Nothing is known of a shop's requests: they are looked at as its adapter sends them.
"""

import json as JSON
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from harness.checkouts.client import Sending as Sending
from harness.checkouts.client import changing as changing

NUMBER = re.compile(r"-?\d+(\.\d+)?")
# An id has a digit in it, and nothing of an address, a sentence or a date.
ID = re.compile(r"(?=.*\d)[A-Za-z0-9_\-]{3,}")
PATH, QUERY, FORM, BODY = "path", "query", "form", "body"
Key = str | int


@dataclass(frozen=True)
class Place:
    """Where a number or an id stands: in the page's n-th request, at the end of these keys; `value` as it stood."""

    request: int
    part: str
    keys: tuple[Key, ...]
    value: Any
    told: str

    def __str__(self) -> str:
        return f"{self.told}: {'.'.join(map(str, (self.part, *self.keys)))} = {self.value!r}"


class Watch:
    """A `change` that changes nothing and keeps every value of what passes."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self._requests = 0

    def __call__(self, sending: Sending) -> Sending:
        told = f"{sending.method} {urlsplit(sending.path).path}"
        for part, keys, value in _values(sending):
            self.places.append(Place(self._requests, part, keys, value, told))
        self._requests += 1
        return sending


class Change:
    """A `change` of one place, to this value; `done` once it was sent so."""

    def __init__(self, place: Place, value: Any) -> None:
        self._place, self._value, self._requests, self.done = place, value, 0, False

    def __call__(self, sending: Sending) -> Sending:
        number, self._requests = self._requests, self._requests + 1
        if number != self._place.request:
            return sending
        here = {(part, keys) for part, keys, _ in _values(sending)}
        if (self._place.part, self._place.keys) not in here:
            return sending
        self.done = True
        return _put(sending, self._place, self._value)


def is_number(place: Place) -> bool:
    """Whether a number stands there, as such or as text."""
    return not isinstance(place.value, bool) and bool(NUMBER.fullmatch(str(place.value)))


def is_id(place: Place) -> bool:
    """Whether it looks like an id of something."""
    return isinstance(place.value, str) and not is_number(place) and bool(ID.fullmatch(place.value))


def number_like(place: Place, change: Callable[[float], float]) -> Any:
    """The number of a place after a change, written as it was: whole where the result is."""
    changed = change(float(place.value))
    result = int(changed) if changed == int(changed) else changed
    return str(result) if isinstance(place.value, str) else result


def _values(sending: Sending) -> Iterator[tuple[str, tuple[Key, ...], Any]]:
    address = urlsplit(sending.path)
    for number, segment in enumerate(address.path.split("/")):
        if segment:
            yield PATH, (number,), unquote(segment)
    for number, (name, value) in enumerate(parse_qsl(address.query, keep_blank_values=True)):
        yield QUERY, (number, name), value
    for name, value in (sending.form or {}).items():
        yield FORM, (name,), value
    for keys, value in _leaves(sending.json):
        yield BODY, keys, value


def _leaves(value: Any, *keys: Key) -> Iterator[tuple[tuple[Key, ...], Any]]:
    inside: Iterable[tuple[Key, Any]] = ()
    if isinstance(value, Mapping):
        inside = value.items()
    elif isinstance(value, list | tuple):
        inside = enumerate(value)
    elif isinstance(value, str | int | float):
        yield keys, value
    for key, one in inside:
        yield from _leaves(one, *keys, key)


def _put(sending: Sending, place: Place, value: Any) -> Sending:
    if place.part == FORM:
        return replace(sending, form={**(sending.form or {}), str(place.keys[0]): str(value)})
    if place.part == BODY:
        return replace(sending, json=_with(JSON.loads(JSON.dumps(sending.json)), place.keys, value))
    address, number = urlsplit(sending.path), int(place.keys[0])
    if place.part == PATH:
        segments = address.path.split("/")
        segments[number] = quote(str(value), safe="")
        return replace(sending, path=address._replace(path="/".join(segments)).geturl())
    pairs = parse_qsl(address.query, keep_blank_values=True)
    pairs[number] = (pairs[number][0], str(value))
    return replace(sending, path=address._replace(query=urlencode(pairs)).geturl())


def _with(value: Any, keys: tuple[Key, ...], new: Any) -> Any:
    if not keys:
        return new
    value[keys[0]] = _with(value[keys[0]], keys[1:], new)
    return value
