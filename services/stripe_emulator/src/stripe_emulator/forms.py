"""Form bodies with bracket nesting: `a[b]=1&c[]=2&d[0][e]=3` (fact 9)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from stripe_emulator.errors import invalid

MAX_FIELDS, MAX_DEPTH = 1000, 8
METADATA = "metadata"
FORM = "application/x-www-form-urlencoded"
_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


def decode(text: str) -> dict[str, Any]:
    """The nested parameters of a form body or query string; raises a 400 for what cannot be one."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise invalid(f"Invalid request: the parameters could not be decoded ({type(error).__name__}).") from error
    tree: dict[str, Any] = {}
    for key, value in pairs:
        _insert(tree, _steps(key), value, key)
    return {name: _lists(value, name) for name, value in tree.items()}


def _steps(key: str) -> list[str]:
    found = _KEY.fullmatch(key)
    if found is None:
        raise invalid(f"Invalid request: malformed parameter name {key[:80]!r}.", param=key[:80])
    steps = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])]
    if len(steps) > MAX_DEPTH:
        raise invalid(f"Invalid request: parameters nest at most {MAX_DEPTH} deep.", param=key[:80])
    return steps


def _insert(tree: dict[str, Any], steps: list[str], value: str, key: str) -> None:
    for position, step in enumerate(steps):
        if step == "" and steps[position - 1] == METADATA:
            raise invalid("Invalid object", param=key[:80].removesuffix("[]"))
        name = str(len(tree)) if step == "" else step
        if position == len(steps) - 1:
            if isinstance(tree.get(name), dict):
                raise invalid("Invalid hash", param=key[:80])
            tree[name] = value
            return
        inner = tree.setdefault(name, {})
        if not isinstance(inner, dict):
            raise invalid("Invalid hash", param=key[:80])
        tree = inner


def _lists(value: Any, of: str) -> Any:
    """Hashes with the keys 0, 1, 2... become lists; names in metadata are the client's own, numbers too (fact 41)."""
    if not isinstance(value, dict):
        return value
    converted = {name: _lists(member, name) for name, member in value.items()}
    if of != METADATA and converted and all(name.isascii() and name.isdigit() and len(name) <= 4 for name in converted):
        return [converted[name] for name in sorted(converted, key=int)]
    return converted
