"""The lines of a `.env` file as compose and shells read them: NAME=value, # comments, quotes, ${NAME}."""

from __future__ import annotations

import re
from pathlib import Path

from dotenv.parser import Binding, parse_stream
from dotenv.variables import parse_variables

from harness.core.masking import mask

NAME = re.compile(r"[A-Za-z_]\w*")


class DotenvError(ValueError):
    """A line is none of a `.env` file; the message has its number and says what is expected."""


def read(path: Path, environment: dict[str, str]) -> dict[str, str]:
    """The variables of this file, none without one; ${NAME} is the environment's where it has one, else the file's."""
    if not path.is_file():
        return {}
    values: dict[str, str] = {}
    with path.open(encoding="utf-8") as stream:
        for binding in parse_stream(stream):
            if binding.error or binding.key is not None:
                name, value, literal = _checked(binding, path)
                known = {**values, **environment}
                values[name] = value if literal else "".join(part.resolve(known) for part in parse_variables(value))
    return values


def _checked(binding: Binding, path: Path) -> tuple[str, str, bool]:
    """Name, value, and whether the value is in single quotes, in which ${NAME} stays as it is."""
    text = binding.original.string
    line = text.strip()
    if binding.error or binding.value is None or not NAME.fullmatch(binding.key or ""):
        number = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
        got = mask(line.splitlines()[0])[:40]
        raise DotenvError(
            f"{path}:{number}: expected NAME=value, a comment or an empty line, got {got!r}. "
            "Hint: a value with blanks or # goes in quotes, and a quote is closed"
        )
    return binding.key or "", binding.value, line.partition("=")[2].lstrip().startswith("'")
