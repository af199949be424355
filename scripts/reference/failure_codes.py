"""The failure codes: what each means, what to do, an example."""

from __future__ import annotations

from harness.core.failure_codes.code import FailureCode
from harness.judging.failure_codes import codes
from scripts.reference.markdown import block, code, table

HEAD = """# Failure codes

Every failure carries one stable code. It is in square brackets after the title of a failure, in `verdict.json` as
`code`, and the name by which an exception can be made for it ([known failures](../known_failures.md)).
"""


def page() -> str:
    """The page."""
    found = declared()
    rows = ((f"[{one.code}](#{anchor(one.code)})", one.severity, one.title) for one in found)
    overview = table(("code", "severity", "title"), rows)
    return "\n\n".join([HEAD, overview, *(entry(one) for one in found)])


def declared() -> list[FailureCode]:
    """Every failure code, by name."""
    return sorted(codes().values(), key=str)


def anchor(failure_code: str) -> str:
    """What stands after `#` in the address of a code's entry."""
    return failure_code.rstrip("*")


def entry(one: FailureCode) -> str:
    """One code with all that is known of it."""
    # Sphinx writes ids of headings with hyphens; addresses of codes keep their underscores.
    mark = f'<a id="{anchor(one.code)}"></a>'
    parts = [
        mark, f"## {one.code}", f"**{one.title}.** Severity {code(one.severity)}. {one.meaning}",
        f"*What to do:* {one.what_to_do}", block(one.example),
    ]  # fmt: skip
    return "\n\n".join(parts)
