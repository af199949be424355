"""A table of a TOML file held against a strict model; the first mistake is told with file and line.

A field's description is what a message expects there. pydantic takes a quarter of a second to load: import this only
where there is a table to check.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from harness.config.toml_errors import TableError

# No process takes a NUL in an argument or a variable.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$", description="text")]
Word = Annotated[str, Field(pattern=r"^[^\x00]+$", description="text that is not empty")]
Words = Annotated[list[Word], Field(min_length=1, description="a list of words")]
Model = TypeVar("Model", bound=BaseModel)


class Table(BaseModel):
    """A table that takes the fields of its model and no other, each with a value of exactly its type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def checked(model: type[Model], values: Any, text: str, source: str, heading: str, number: int = 1) -> Model:
    """The values of the `number`th [heading] in the text of `source`; TableError for the first mistake in it.

    What is missing is told last.
    """
    if not isinstance(values, dict):
        raise TableError(source, line_of(text, heading), f"a table [{heading}]", repr(values))
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = [
            (one["type"] == "missing", line_of(text, heading, str(one["loc"][0]), number), one)
            for one in error.errors(include_url=False, include_context=False)
        ]
    _, line, first = min(found, key=lambda one: one[:2])
    raise TableError(source, line, *_words(model, first, values, heading)) from None


def rows(model: type[Model], data: dict[str, Any], text: str, source: str, heading: str) -> list[Model]:
    """The values of each [[heading]] in the text of `source`, which has no other table; TableError for a mistake."""
    for name, found in data.items():
        if name != heading or not isinstance(found, list):
            hint = similar(f"[[{name}]]", [f"[[{heading}]]"], "{}")
            raise TableError(source, line_of(text, name), f"[[{heading}]] only", f"{name} = {found!r:.60}", hint)
    return [checked(model, row, text, source, heading, at) for at, row in enumerate(data.get(heading, ()), 1)]


def similar(name: str, known: Iterable[str], template: str = "`{}`") -> str:
    """A hint at the name that was meant; empty when none is close."""
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean {template.format(close[0])}?" if close else ""


def line_of(text: str, heading: str, key: str = "", number: int = 1) -> int:
    """The line of `key` in the `number`th [heading], of the heading without such a key, else 1.

    Without a key, `heading` may be a key before the first table.
    """
    current, count, found = "", int(not heading), 1
    for at, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("["):
            current = line.partition("#")[0].strip(" []")
            count += current == heading
            found = at if current == heading and count == number else found
        name = line.split("=")[0].strip().strip("\"'")
        wanted = name == key and current == heading and count == number if key else not current and name == heading
        if "=" in line and wanted:
            return at
    return found


def _words(model: type[BaseModel], first: ErrorDetails, values: dict[str, Any], heading: str) -> tuple[str, str, str]:
    """What was expected and got, and a hint or none."""
    name, fields = str(first["loc"][0]), model.model_fields
    if first["type"] == "extra_forbidden":
        return f"{' or '.join(fields)} in [{heading}]", f"`{name}`", similar(name, fields)
    if first["type"] == "missing":
        required = [one for one, field in fields.items() if field.is_required()]
        missing = [one for one in required if one not in values]
        return f"[{heading}] with {' and '.join(f'`{one}`' for one in required)}", f"no {' and no '.join(missing)}", ""
    if first["loc"][-1] == "[key]":
        return "the name of a variable", repr(name), "a name without = that is not empty"
    expected = fields[name].description if name in fields else "text"
    return (
        f"{expected} for `{name}`",
        repr(values[name]),
        first["msg"].removeprefix("Value error, ") if first["type"] == "value_error" else "",
    )
