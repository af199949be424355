"""The failure codes: what each means, what to do, an example."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from scripts.reference.markdown import block, code, table

ALL = "harness.judging.failure_codes"
"""Importing it declares every code."""
HEAD = """# Failure codes

Every failure carries one stable code. It is in square brackets after the title of a failure, in `verdict.json` as
`code`, and the name by which an exception can be made for it ([known failures](../known_failures.md)).
"""


def page() -> str:
    """The page."""
    found = declared()
    rows = ((f"[{one.code}](#{anchor(one.code)})", one.severity, one.title) for one in found)
    overview = table(("code", "severity", "title"), rows) if found else ""
    return "\n\n".join([HEAD, overview, *(entry(one) for one in found)])


def declared() -> list[Any]:
    """Every failure code, by name; none where the project does not declare them yet."""
    if find_spec(ALL) is None:
        return []
    import_module(ALL)
    codes: Iterable[Any] = import_module("harness.core.failure_code").DECLARED.values()
    return sorted(codes, key=lambda one: str(one.code))


def anchor(failure_code: str) -> str:
    """What stands after `#` in the address of a code's entry."""
    return failure_code.rstrip("*")


def entry(one: Any) -> str:
    """One code with all that is known of it."""
    # Sphinx writes ids of headings with hyphens; addresses of codes keep their underscores.
    mark = f'<a id="{anchor(one.code)}"></a>'
    parts = [
        mark, f"## {one.code}", f"**{one.title}.** Severity {code(one.severity)}. {one.meaning}",
        f"*What to do:* {one.what_to_do}", block(one.example),
    ]  # fmt: skip
    return "\n\n".join(parts)
