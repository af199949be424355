"""Objects as JSON bytes; a part that was written before is not written again."""

from __future__ import annotations

from typing import Any

import orjson

from stripe_emulator.wire.errors import invalid


class File(dict[str, Any]):
    """An answer that is no JSON, such as a PDF; an empty object to who expects one."""

    def __init__(self, content: bytes, media_type: str) -> None:
        super().__init__()
        self.content, self.media_type = content, media_type


class Json:
    """JSON as it was at some time: kept as bytes, shown as what it says."""

    __slots__ = ("json",)

    def __init__(self, value: Any) -> None:
        self.json = to_keep(orjson.dumps(value))

    def read(self) -> Any:
        """What it says, as a new object."""
        return orjson.loads(self.json)


def to_keep(written: bytes) -> bytes:
    """The same bytes in a block of their own size: the writer's block is several times larger."""
    return bytes(memoryview(written))


def to_json(value: Any) -> bytes:
    """JSON as Stripe writes it, two spaces deep."""
    return orjson.dumps(value, default=_fragment, option=orjson.OPT_INDENT_2)


def from_json(text: bytes, what: str) -> Any:
    """What a JSON text says; a 400 for what could not be told again: NaN, lone surrogates, nesting without end."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise invalid(f"The {what} is not JSON: {error}.") from error


def _fragment(value: Any) -> orjson.Fragment:
    if isinstance(value, Json):
        return orjson.Fragment(value.json)
    raise TypeError(f"{type(value).__name__} is no JSON")
