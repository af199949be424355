"""The table of the rules that Stripe states in words, and what of its words is in no table.

Most rules are read from the words themselves (`text_rules.py`). `by_hand.json` has the rest: `rules` that no pattern
reads, each with its source; `judged`: texts whose rule a file of the emulator judges; `reasons`: texts whose words are
no rule, or one that is not followed here. Each names its texts as `POST /v1/invoices custom_fields.name`, with `*` for
any words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from pathlib import Path
from typing import Any

from scripts.contract.text_rules import RULE_WORDS, rules_of
from scripts.contract.texts import ParameterText

BY_HAND: Mapping[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "by_hand.json").read_text("utf-8"))


@dataclass(frozen=True)
class Words:
    """The parameter texts of one SDK, whose table is `version`."""

    version: str
    sdk: str
    texts: Sequence[ParameterText]


def compile_table(default: Words, others: Iterable[Words]) -> str:
    """The table: each path with its rule, and the operations that have it; the same bytes for the same SDKs."""
    common = _rules(default.texts)
    parts = []
    for words in others:
        own, there = _rules(words.texts), {(text.path, text.operation) for text in words.texts}
        # A rule of a parameter that is not there needs no row: the parameter itself is refused.
        gone = {(key, at) for key, at in common - own if (key.partition(" ")[0], at) in there}
        groups = f'"beside": {_group(own - common)},\n"not": {_group(gone)}'
        parts.append(f'"{words.version}": {{\n"sdk": "{words.sdk}",\n{groups}\n}}')
    joined = ",\n".join(parts)
    return f'{{\n"sdk": "{default.sdk}",\n"rules": {_group(common)},\n"otherwise": {{\n{joined}\n}}\n}}\n'


def _rules(texts: Iterable[ParameterText]) -> set[tuple[str, str]]:
    """Each rule with its path, and an operation that has it."""
    return {(f"{text.path} {rule}", text.operation) for text in texts for rule in all_rules(text)}


def _group(rules: set[tuple[str, str]]) -> str:
    rows: dict[str, list[str]] = {}
    for key, operation in sorted(rules):
        rows.setdefault(key, []).append(operation)
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(rows[key])}" for key in rows) + "\n}"


def unread(texts: Iterable[ParameterText]) -> list[str]:
    """The keys of the texts that promise a rule and have none, nor a row in `by_hand.json`."""
    named = [re.compile("|".join(translate(one) for one in _named("judged", "reasons")))]
    return sorted(
        {
            text.key
            for text in texts
            if RULE_WORDS.search(text.text) and not all_rules(text) and not any(one.match(text.key) for one in named)
        }
    )


def needless(texts: Iterable[ParameterText]) -> list[str]:
    """The rows of `by_hand.json` that name no text with such words."""
    keys = {text.key for text in texts if RULE_WORDS.search(text.text) or _by_hand(text)}
    return [one for one in _named("rules", "judged", "reasons") if not any(map(re.compile(translate(one)).match, keys))]


@cache  # four texts of five are the same in several SDKs
def all_rules(text: ParameterText) -> tuple[str, ...]:
    """The rules of a text, read from its words and by hand."""
    return (*rules_of(text), *_by_hand(text))


def _by_hand(text: ParameterText) -> Iterator[str]:
    for rule, named in _rules_by_hand():
        if named.match(text.key):
            yield rule


@cache
def _rules_by_hand() -> list[tuple[str, re.Pattern[str]]]:
    return [(row["rule"], re.compile("|".join(map(translate, row["texts"])))) for row in BY_HAND["rules"]]


def _named(*sections: str) -> Iterator[str]:
    for section in sections:
        for row in BY_HAND[section]:
            yield from row["texts"]
