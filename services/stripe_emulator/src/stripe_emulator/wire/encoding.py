"""Objects as JSON bytes; a part that is JSON already is not serialized again."""

from __future__ import annotations

from typing import Any

import orjson

from stripe_emulator.wire.errors import invalid


class File(dict[str, Any]):
    """A response that is no JSON, such as a PDF; an empty object for code that expects one."""

    def __init__(self, content: bytes, media_type: str) -> None:
        super().__init__()
        self.content, self.media_type = content, media_type


class Json:
    """JSON text of an object as it was, kept as bytes: smaller than the object, and serialized once."""

    __slots__ = ("json",)

    def __init__(self, value: Any) -> None:
        self.json = to_keep(orjson.dumps(value))

    def read(self) -> Any:
        """The value as a new object."""
        return orjson.loads(self.json)


def to_keep(written: bytes) -> bytes:
    """The same bytes in a block of their own size: the serializer's block is several times larger."""
    return bytes(memoryview(written))


def to_json(value: Any) -> bytes:
    """JSON in Stripe's format, indented by two spaces."""
    return orjson.dumps(value, default=_fragment, option=orjson.OPT_INDENT_2)


def from_json(text: bytes, what: str) -> Any:
    """The value of a JSON text; 400 for what could not be written again: NaN, lone surrogates, endless nesting."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise invalid(f"The {what} is not JSON: {error}.") from error


def _fragment(value: Any) -> orjson.Fragment:
    if isinstance(value, Json):
        return orjson.Fragment(value.json)
    raise TypeError(f"{type(value).__name__} is no JSON")
