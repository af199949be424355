"""Whether verdicts are the shards of one run: same commit, checkout, Stripe, seed and effort, begun within a day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from harness.judging.verdict import COULD_NOT_RUN, EXIT_CODES

Document = dict[str, Any]
# A matrix may cross midnight, and a machine may be waited for; what began later is another day's run: cards expire,
# sources and packages move.
DAY_SECONDS = 24 * 3600
HINT = "run every shard anew, from one commit with one --seed and the same options"
OLDER = "which an older checkout-harness wrote"


def _run(name: str) -> Callable[[Document], Any]:
    return lambda document: document["run"].get(name)


def _stack_option(name: str) -> Callable[[Document], Any]:
    return lambda document: document["stack"].get(name)


# What the shards of one run have in common, and where a verdict says it.
FACTS: dict[str, Callable[[Document], Any]] = {
    "commit": _run("commit"),
    "changes since the commit": _run("changes"),
    "version of the harness": _run("version"),
    "profile": _run("profile"),
    "Stripe": _stack_option("stripe"),
    "stack": _stack_option("mode"),
    "seed": lambda document: document.get("seed"),
    "contract": _stack_option("contract"),
    "browser": _stack_option("browser"),
    "run of the CI": _run("ci"),
}


def differences(documents: list[Document]) -> list[str]:
    """What is not the same in all of them, one line for each shard and fact; empty for the shards of one run."""
    if unknown := [document for document in documents if "commit" not in (document.get("run") or {})]:
        named = ", ".join(_part(document) for document in unknown)
        return [f"expected verdicts that say of which run they are, got none in shard {named}, {OLDER}. Hint: {HINT}"]
    lines = [line for document in documents[1:] for line in _between(documents[0], document)]
    return [*lines, *_days(documents)]


def _between(first: Document, other: Document) -> list[str]:
    lines = []
    for name, fact in FACTS.items():
        expected, got = fact(first), fact(other)
        if expected != got and not (name == "stack" and _never_up(first, other)):
            where = f"shard {_part(other)}: expected the {name} of shard {_part(first)}"
            lines.append(f"{where}, {_text(expected)}, got {_text(got)}. Hint: {HINT}")
    return lines


def _never_up(*documents: Document) -> bool:
    """Whether one of them came to no stack, which it tells as its own obstacle."""
    return any(
        one["stack"].get("mode") == "none" and one["exit_code"] == EXIT_CODES[COULD_NOT_RUN] for one in documents
    )


def _days(documents: list[Document]) -> list[str]:
    moments = [(datetime.fromisoformat(one["began"]), one) for one in documents if one.get("began")]
    if not moments:
        return []
    earliest, first = min(moments, key=lambda moment: moment[0])
    return [
        f"shard {_part(one)}: expected a beginning within 24 h of shard {_part(first)}, {first['began']}, "
        f"got {one['began']}. Hint: {HINT}"
        for began, one in moments
        if (began - earliest).total_seconds() > DAY_SECONDS
    ]


def _part(document: Document) -> str:
    return str((document.get("shard") or {}).get("part") or "?")


def _text(value: object) -> str:
    return "none" if value in (None, "") else str(value)
