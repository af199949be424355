"""Small pieces of Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from types import ModuleType

CITED = re.compile(r"\bfacts? \d+(?:, \d+)*")
NUMBER = re.compile(r"\d+")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells may hold Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def code(text: object) -> str:
    """The text as code."""
    return f"`{text}`"


def codes(texts: Iterable[object]) -> str:
    """Several texts as code, in one line."""
    return ", ".join(code(text) for text in texts)


def block(text: str, language: str = "text") -> str:
    """The text as a block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def link(url: str) -> str:
    """A link to a page of Stripe's documentation, named by its path."""
    return f"[{url.removeprefix('https://')}]({url})"


def cited(text: str) -> str:
    """The text with "fact 31" and "facts 23, 41" as links to the list of Stripe's facts."""
    return CITED.sub(lambda found: NUMBER.sub(r"[\g<0>](../stripe_facts.md#fact-\g<0>)", found[0]), text)


def docstring(module: ModuleType) -> tuple[str, str]:
    """The first sentence of a module's docstring, and the rest of it."""
    first, _, rest = inspect.cleandoc(module.__doc__ or "").partition("\n\n")
    return " ".join(first.split()), rest


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
