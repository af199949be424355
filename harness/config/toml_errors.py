"""What is wrong in a TOML file that a team writes."""

import re
import tomllib
from typing import Any


class TableError(ValueError):
    """Where the mistake is, what was expected there and what it is instead; `hint` is empty where none is known."""

    def __init__(self, source: str, line: int, expected: str, got: str, hint: str = "") -> None:
        self.source, self.line, self.expected, self.got, self.hint = source, line, expected, got, hint
        super().__init__(f"{source}:{line}: expected {expected}, got {got}. Hint: {hint}")

    def with_hint(self, otherwise: str) -> "TableError":
        """The same, with this hint where it has none."""
        return TableError(self.source, self.line, self.expected, self.got, self.hint or otherwise)


def read(text: str, source: str) -> dict[str, Any]:
    """The tables in this text; TableError with the line when it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise TableError(
            source, int(line[1]) if line else 1, "valid TOML", str(error), "https://toml.io/en/v1.0.0"
        ) from None
