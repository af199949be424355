"""`/v1/<resource>/search`: objects of a kind by a query; a resource says which fields, of which type.

    Endpoint("GET", "/v1/customers/search", searcher("customer", {"email": STRING, "created": NUMERIC}))

A field is read from the object under its (dotted) name, or, with `Field`, however the resource says. What Stripe's
index shows after a minute is found at once here (fact 43).
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from operator import ge, gt, le, lt
from typing import Any, Literal

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Handler
from stripe_emulator.resource_kit.paging import limit_of
from stripe_emulator.resource_kit.search_query import Clause, Query, parse, query_error
from stripe_emulator.state.account import Object
from stripe_emulator.state.table import Computed
from stripe_emulator.wire.errors import StripeError, invalid

Type = Literal["token", "string", "numeric"]
TOKEN: Type = "token"
STRING: Type = "string"
NUMERIC: Type = "numeric"
OPERATORS: Mapping[Type, tuple[str, ...]] = {
    "token": (":",),
    "string": (":", "~"),
    "numeric": (":", ">", ">=", "<", "<="),
}
COMPARE: Mapping[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}
# Minimum length of a substring.
SHORTEST = 3
METADATA, CREATED = "metadata", "created"
BOUNDS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
Read = Callable[[Object], Any]
Test = Callable[[Object], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is read from elsewhere than under its own name."""

    type: Type
    read: Read


Fields = Mapping[str, Type | Field]


def searcher(kind: str, fields: Fields) -> Handler:
    """A handler that returns one page of the objects that match `query`, newest first."""

    def search(call: Call) -> Object:
        text: str = call.params["query"]
        query = parse(text)
        matches = _matcher(query, fields, call.url)
        mark = hashlib.sha256(text.encode()).hexdigest()[:8]
        limit = limit_of(call.params)
        candidates = call.account.table(kind).walk(
            {}, after=_after(call, kind, mark), computed=_exact(query, fields), created=_times(query)
        )
        matching = list(islice((obj for obj in candidates if not obj.get("deleted") and matches(obj)), limit + 1))
        more = len(matching) > limit
        return {
            "object": "search_result",
            "data": matching[:limit],
            "has_more": more,
            "next_page": _page(mark, matching[limit - 1]["id"]) if more else None,
            "url": call.url,
        }

    return search


def _exact(query: Query, fields: Fields) -> list[Computed]:
    """The exact values that every match has: an index finds them without looking at all objects."""
    return [
        Computed(f"search.{clause.field}.{clause.key or ''}", _folded(_reader(clause)), clause.value.casefold())
        for clause in _needed(query)
        if clause.operator == ":" and clause.value is not None and fields.get(clause.field) == TOKEN
    ]


def _times(query: Query) -> dict[str, float] | None:
    """The bounds of every match's `created`; None without any."""
    bounds: dict[str, float] = {}
    for clause in _needed(query):
        if clause.field == CREATED and clause.operator in BOUNDS and clause.value is not None:
            bounds.setdefault(BOUNDS[clause.operator], float(clause.value))
    return bounds or None


def _needed(query: Query) -> list[Clause]:
    """The clauses that every match must satisfy."""
    alone = not query.any or len(query.clauses) == 1
    return [clause for clause in query.clauses if alone and not clause.negated]


def _folded(read: Read) -> Read:
    def folded(obj: Object) -> str | None:
        value = read(obj)
        return None if value is None else _text(value)

    return folded


def _matcher(query: Query, fields: Fields, url: str) -> Test:
    tests = [_test(clause, fields, url) for clause in query.clauses]
    if query.any:
        return lambda obj: any(test(obj) for test in tests)
    return lambda obj: all(test(obj) for test in tests)


def _test(clause: Clause, fields: Fields, url: str) -> Test:
    field = fields.get(clause.field)
    if field is None:
        resource = url.split("/")[-2]
        message = (
            f"Field `{clause.field[:80]}` is an unsupported search field for resource `{resource}`. See "
            f"http://stripe.com/docs/search#query-fields-for-{resource.replace('_', '-')} "
            "for a list of supported fields."
        )
        raise query_error(message)
    type, read = (field.type, field.read) if isinstance(field, Field) else (field, _reader(clause))
    if clause.operator not in OPERATORS[type]:
        message = (
            f"The field `{clause.field}` is of type {type}, which does not support the operator `{clause.operator}`."
        )
        raise query_error(message)
    holds = _holds(clause, type)
    return (lambda obj: not holds(read(obj))) if clause.negated else (lambda obj: holds(read(obj)))


def _reader(clause: Clause) -> Read:
    """Reads a dotted path; an expanded object counts as its id."""
    path = (METADATA, clause.key) if clause.key is not None else tuple(clause.field.split("."))

    def read(obj: Object) -> Any:
        value: Any = obj
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value.get("id") if isinstance(value, dict) else value

    return read


def _holds(clause: Clause, type: Type) -> Callable[[Any], bool]:
    text, operator = clause.value, clause.operator
    if text is None:
        if operator != ":":
            raise query_error(f"`null` can only be compared with `:`, not with `{operator}`.")
        return lambda value: value is None or value == ""
    if type == NUMERIC:
        return _numeric(clause, text)
    folded = text.casefold()
    if operator == "~":
        if len(folded) < SHORTEST:
            raise query_error(f"The value of `{clause.field}~` must have at least {SHORTEST} characters; got `{text}`.")
        return lambda value: value is not None and folded in _text(value)
    if type == TOKEN:
        return lambda value: value is not None and _text(value) == folded
    words = folded.split()
    return lambda value: value is not None and _in_order(words, _text(value).split())


def _numeric(clause: Clause, text: str) -> Callable[[Any], bool]:
    try:
        number = float(text)
    except ValueError:
        raise query_error(f"The field `{clause.field}` is numeric; `{text[:40]}` is no number.") from None
    if clause.operator == ":":
        return lambda value: value is not None and value == number
    compare = COMPARE[clause.operator]
    return lambda value: value is not None and compare(value, number)


def _in_order(text: list[str], words: list[str]) -> bool:
    """Whether the words are in the text one after the other, as an exact match requires."""
    if not text:
        return not words
    return any(words[start : start + len(text)] == text for start in range(len(words) - len(text) + 1))


def _text(value: Any) -> str:
    return str(value).casefold()


def _page(mark: str, id: str) -> str:
    return urlsafe_b64encode(f"{mark}:{id}".encode()).decode()


def _after(call: Call, kind: str, mark: str) -> str | None:
    """The id that the page begins after; 400 for a cursor of another query."""
    page = call.params.get("page")
    if page is None:
        return None
    try:
        of, _, id = urlsafe_b64decode(page.encode()).decode().partition(":")
    except ValueError:
        raise _no_page(page) from None
    if of != mark or call.account.table(kind).find(id) is None:
        raise _no_page(page)
    return id


def _no_page(page: str) -> StripeError:
    message = f"Invalid page: `{page[:80]}` is no `next_page` of this query; leave `page` out for the first one."
    return invalid(message, param="page")
