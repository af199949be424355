"""Stripe's search query language: clauses of field, operator and value (https://docs.stripe.com/search)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stripe_emulator.wire.errors import StripeError, invalid

PARAM = "query"
MAX_CLAUSES = 10
UNPARSABLE = (
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata '
    'or key:"value" to query for other fields.'
)
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_CLAUSE = re.compile(
    rf"(?P<negated>-?)(?P<field>[a-zA-Z][\w.]*)(?:\[(?P<key>{_QUOTED})\])?"
    rf"(?P<operator>>=|<=|[:~><])(?P<value>{_QUOTED}|[^\s\"']+)(?=\s|$)",
    re.DOTALL,
)
_WORD = re.compile(r"(and|or)(?=\s)", re.IGNORECASE)
_SPACE = re.compile(r"\s*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Clause:
    field: str
    # Of `metadata["key"]`.
    key: str | None
    operator: str
    # None for `null`.
    value: str | None
    negated: bool


@dataclass(frozen=True, slots=True)
class Query:
    """Clauses, of which all must match, or any."""

    clauses: tuple[Clause, ...]
    any: bool


def parse(text: str) -> Query:
    """The clauses of a query; 400 naming `query` for what is none."""
    clauses: list[Clause] = []
    words: set[str] = set()
    position = _after_space(text, 0)
    while position < len(text):
        word = _WORD.match(text, position) if clauses else None
        if word is not None:
            words.add(word[1].lower())
            position = _after_space(text, word.end())
        elif clauses:
            words.add("and")
        match = _CLAUSE.match(text, position)
        if match is None:
            raise query_error(UNPARSABLE)
        clauses.append(_clause(match))
        position = _after_space(text, match.end())
    if not clauses:
        raise query_error(UNPARSABLE)
    if len(words) > 1:
        raise query_error("You cannot combine AND and OR in the same search query. Use one of them only.")
    if len(clauses) > MAX_CLAUSES:
        raise query_error(f"A search query may have at most {MAX_CLAUSES} clauses, but this one has {len(clauses)}.")
    return Query(tuple(clauses), words == {"or"})


def query_error(message: str) -> StripeError:
    return invalid(message, param=PARAM)


def _clause(match: re.Match[str]) -> Clause:
    if (match["key"] is not None) != (match["field"] == "metadata"):
        raise query_error(UNPARSABLE)
    value = match["value"]
    null = value.lower() == "null"
    return Clause(
        match["field"],
        None if match["key"] is None else _unquoted(match["key"]),
        match["operator"],
        None if null else _unquoted(value),
        match["negated"] == "-",
    )


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(r"\1", text[1:-1]) if text[0] in "\"'" else text


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None, "the pattern matches nothing too"
    return match.end()
