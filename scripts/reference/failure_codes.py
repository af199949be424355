"""The failure codes: what each means, what to do, an example."""

from __future__ import annotations

import re

from harness.core.failure_codes.code import FailureCode
from harness.judging.failure_codes import codes, families
from scripts.reference.markdown import block, code, table

AS_CODE = re.compile(r"`([a-z_]+)`")
HEAD = """# Failure codes

Every failure has one stable code. It is in square brackets after the title of a failure, and in `verdict.json` as
`code`. A code that ends in `*` stands for every code that begins so.
"""


def page() -> str:
    """The page."""
    parts = [HEAD]
    for family, rows in families().items():
        overview = ((_link(one.code), one.severity, one.title) for one in rows)
        parts += [f"## {family}", table(("code", "severity", "title"), overview), *map(entry, rows)]
    return "\n\n".join(parts)


def linked(text: str) -> str:
    """The text with each failure code that stands in it as code linked to its entry."""
    known = codes()

    def link(found: re.Match[str]) -> str:
        return f"[{found[0]}](failure-codes.md#{found[1]})" if found[1] in known else found[0]

    return AS_CODE.sub(link, text)


def anchor(failure_code: str) -> str:
    """What stands after `#` in the address of a code's entry."""
    return failure_code.rstrip("*")


def entry(one: FailureCode) -> str:
    """One code with all that is known of it."""
    # Sphinx writes ids of headings with hyphens; addresses of codes keep their underscores.
    mark = "" if one.code.isalnum() else f'<a id="{anchor(one.code)}"></a>'
    parts = [
        mark,
        f"### {one.code}",
        f"**{one.title}.** Severity {code(one.severity)}. {one.meaning}",
        f"*What to do:* {one.what_to_do}",
        block(one.example),
    ]
    return "\n\n".join(parts)


def _link(failure_code: str) -> str:
    return f'<a href="#{anchor(failure_code)}">{failure_code}</a>'
