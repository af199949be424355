"""Form bodies with bracket nesting: `a[b]=1&c[]=2&d[0][e]=3` (fact 9).

A list and a hash look alike here: both come out as hashes, in the order they were sent. Which one was meant is for the
type of the parameter to say (`contract`), so that numbers as metadata keys stay keys (fact 41).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

from stripe_emulator.wire.errors import invalid

MAX_FIELDS, MAX_DEPTH = 1000, 8
METADATA = "metadata"
# The path of a nested name: each hash with the key below it.
Way = tuple[tuple[str, str], ...]
FORM = "application/x-www-form-urlencoded"
# The paths of short names are cached: clients send the same few all the time.
CACHED_NAMES, LONGEST_CACHED = 4096, 100
_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


def decode(text: str) -> dict[str, Any]:
    """The nested parameters of a form body or query string; raises a 400 for what cannot be one."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise invalid(f"Invalid request: the parameters could not be decoded ({type(error).__name__}).") from error
    tree: dict[str, Any] = {}
    for key, value in pairs:
        _insert(tree, key, value)
    return tree


def _way(key: str) -> tuple[Way, str]:
    match = _KEY.fullmatch(key)
    if match is None:
        raise invalid(f"Invalid request: malformed parameter name {key[:80]!r}.", param=key[:80])
    steps = (match[1], *match[2][1:-1].split("][")) if match[2] else (match[1],)
    if len(steps) > MAX_DEPTH:
        raise invalid(f"Invalid request: parameters nest at most {MAX_DEPTH} deep.", param=key[:80])
    way = tuple(pairwise(steps))
    if (METADATA, "") in way:
        raise invalid("Invalid object", param=key[:80].removesuffix("[]"))
    return way, steps[-1]


_cached_way = lru_cache(CACHED_NAMES)(_way)


def _insert(tree: dict[str, Any], key: str, value: str) -> None:
    way, name = _cached_way(key) if len(key) <= LONGEST_CACHED else _way(key)
    for step, below in way:
        inner = tree.setdefault(step or _element(tree, below), {})
        if type(inner) is not dict:
            raise invalid("Invalid hash", param=key[:80])
        tree = inner
    name = name or _next(tree)
    if type(tree.get(name)) is dict:
        raise invalid("Invalid hash", param=key[:80])
    tree[name] = value


def _element(tree: dict[str, Any], below: str) -> str:
    """Which element `a[][b]` belongs to: the last one, until it has a `b` already."""
    last = tree.get(str(len(tree) - 1))
    return str(len(tree) - 1) if type(last) is dict and below not in last else _next(tree)


def _next(tree: dict[str, Any]) -> str:
    number = len(tree)
    while str(number) in tree:
        number += 1
    return str(number)
