"""The lines of a `.env` file, as compose and shells read them: NAME=value, # comments, quotes, ${NAME}."""

from __future__ import annotations

import re
from pathlib import Path

from harness.core.masking import mask

LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>.*)")
COMMENT = re.compile(r"\s+#.*")
REFERENCE = re.compile(r"\$\{(\w+)\}")


class DotenvError(ValueError):
    """A line is none of a `.env` file; the message has its number and says what is expected."""


def read(path: Path, environment: dict[str, str]) -> dict[str, str]:
    """The variables of this file, none without one; ${NAME} is the environment's where it has one, else the file's."""
    if not path.is_file():
        return {}
    values: dict[str, str] = {}
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if found is None:
            raise DotenvError(
                f"{path}:{number}: expected NAME=value, a comment or an empty line, got {mask(line)[:40]!r}"
            )
        values[found["name"]] = _value(found["value"], {**values, **environment})
    return values


def _value(text: str, known: dict[str, str]) -> str:
    if text[:1] == "'":
        return text[1:].partition("'")[0]
    text = text[1:].partition('"')[0] if text[:1] == '"' else COMMENT.sub("", text)
    return REFERENCE.sub(lambda match: known.get(match[1], ""), text)
