"""What a page never sends, put into what it sends: all names at once, and which of them it was when they do something.

Nothing is known of a shop's requests: they are looked at as its adapter sends them, and a name that a request has
already, or that the shop's own contract documents for it, is no hidden one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from harness.checkouts.client import Sending
from harness.core import api_coverage, openapi
from harness.shopper.hidden_names import BODY, HEADER, QUERY
from harness.shopper.hidden_names import Hidden as Hidden
from harness.shopper.hidden_names import Other as Other
from harness.shopper.hidden_names import names as names

ID = re.compile(r"(?=.*\d)[A-Za-z0-9_.\-]+")
DEPTH = 4


class Adding:
    """A `change` that adds names to every request; `asked` are the requests, in words, `paths` their
    addresses, `sent` the names that went out."""

    def __init__(self, hidden: tuple[Hidden, ...], contract: Mapping[str, Any]) -> None:
        self.hidden, self._contract = hidden, contract
        self.asked: list[str] = []
        self.paths: list[str] = []
        self.sent: set[Hidden] = set()

    def __call__(self, sending: Sending) -> Sending:
        taken = documented(self._contract, sending.method, sending.path)
        label = called(self._contract, sending.method, sending.path)
        self.paths.append(sending.path)
        self.asked += [label] if label not in self.asked else []
        return self._with_body(self._with_query(self._with_headers(sending, taken), taken), taken)

    def _of(self, part: str, taken: frozenset[str]) -> list[Hidden]:
        return [one for one in self.hidden if one.part == part and one.name.lower() not in taken]

    def _with_headers(self, sending: Sending, taken: frozenset[str]) -> Sending:
        added = self._of(HEADER, taken)
        self.sent.update(added)
        return replace(sending, headers={**sending.headers, **{one.name: one.text for one in added}})

    def _with_query(self, sending: Sending, taken: frozenset[str]) -> Sending:
        address = urlsplit(sending.path)
        there = parse_qsl(address.query, keep_blank_values=True)
        added = [one for one in self._of(QUERY, taken) if one.name not in dict(there)]
        self.sent.update(added)
        query = urlencode([*there, *((one.name, one.text) for one in added)])
        return replace(sending, path=address._replace(query=query).geturl())

    def _with_body(self, sending: Sending, taken: frozenset[str]) -> Sending:
        added = self._of(BODY, taken)
        if sending.form is not None:
            form = {one.name: one.text for one in added if one.name not in sending.form}
            self.sent.update(one for one in added if one.name in form)
            return replace(sending, form={**form, **sending.form})
        if isinstance(sending.json, dict | list):
            return replace(sending, json=self._deep(sending.json, added, DEPTH))
        return sending

    def _deep(self, value: Any, added: list[Hidden], depth: int) -> Any:
        """A name at the top and in each line of what is wanted: that is where prices are looked for."""
        if isinstance(value, list) and depth:
            return [self._deep(one, added, depth - 1) for one in value]
        if not isinstance(value, dict) or not depth:
            return value
        self.sent.update(one for one in added if one.name not in value)
        own = {name: self._deep(one, added, depth - 1) for name, one in value.items()}
        return {**{one.name: one.value for one in added}, **own}


def named_in(hidden: tuple[Hidden, ...], text: str) -> tuple[Hidden, ...]:
    """Those that a refusal names: they are noticed, and whoever else is with them is to be tried without them."""
    return tuple(one for one in hidden if re.search(rf"(?<![\w-]){re.escape(one.name)}(?![\w-])", text, re.IGNORECASE))


def culprit(hidden: tuple[Hidden, ...], does: Callable[[tuple[Hidden, ...]], bool]) -> tuple[Hidden, ...]:
    """The least part of these names that `does` something, found by halves; all that are left where none does alone."""
    while len(hidden) > 1:
        middle = len(hidden) // 2
        part = next((half for half in (hidden[:middle], hidden[middle:]) if does(half)), None)
        if part is None:
            return hidden
        hidden = part
    return hidden


def documented(contract: Mapping[str, Any], method: str, path: str) -> frozenset[str]:
    """The names, in small letters, that the contract (`Stack.contract`) has for a request: parameters and members."""
    operation = _operation(contract, method, path)
    return _names(str(contract["file"]), operation) if operation else frozenset()


def called(contract: Mapping[str, Any], method: str, path: str) -> str:
    """A request in words: as the contract has its address, else with `...` in place of ids."""
    plain = urlsplit(path).path
    shown = "/".join("..." if ID.fullmatch(word) else word for word in plain.split("/"))
    return _operation(contract, method, path) or f"{method} {shown}"


def _operation(contract: Mapping[str, Any], method: str, path: str) -> str | None:
    found = api_coverage.contract_of(dict(contract)) if contract else None
    return found.operation(method, urlsplit(path).path) if found else None


@cache
def _names(file: str, label: str) -> frozenset[str]:
    document = openapi.read(Path(file))
    [operation] = [one for one in openapi.operations(document) if one.label == label]
    own = operation.definition.get("parameters", ())
    found = {openapi.resolve(document, one)["name"] for one in (*operation.shared_parameters, *own)}
    body = openapi.resolve(document, operation.definition.get("requestBody", {}))
    for media in body.get("content", {}).values():
        found |= set(_members(document, media.get("schema", {}), DEPTH))
    return frozenset(name.lower() for name in found)


def _members(document: openapi.Json, schema: openapi.Json, depth: int) -> list[str]:
    """The names of a schema's members, those of its parts and lines included."""
    schema = openapi.resolve(document, schema)
    parts = [part for key in ("allOf", "oneOf", "anyOf") for part in schema.get(key, ())]
    inner = [*parts, *schema.get("properties", {}).values(), schema.get("items", {})]
    found = list(schema.get("properties", {}))
    return [*found, *(name for one in inner if one and depth for name in _members(document, one, depth - 1))]
