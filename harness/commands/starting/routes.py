"""An OpenAPI document as what the guesses look at: its routes, with what each is sent and what it answers."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.core import openapi
from harness.core.hosts import on_this_machine

Json = dict[str, Any]
SECONDS = 10
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
HINT = "give a file, or the address of a served one such as http://127.0.0.1:8000/openapi.json"
# How deep a schema is followed: one may contain itself.
DEPTH = 6


class DocumentError(ValueError):
    """A document that cannot be used: what was expected, what came, and a hint."""

    def __init__(self, expected: str, got: str, hint: str = HINT) -> None:
        super().__init__(f"expected {expected}, got {got}. Hint: {hint}")


@dataclass(frozen=True)
class Route:
    """One operation. `sent` and `shown` are schemas without references; `shown` is empty where nothing is told."""

    verb: str
    path: str
    sent: Json = field(default_factory=dict)
    shown: Json = field(default_factory=dict)
    form: bool = False
    query: tuple[str, ...] = ()
    redirects: bool = False
    secured: bool = False

    @property
    def holes(self) -> tuple[str, ...]:
        """The names of the path's parameters."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the path, without its parameters."""
        fixed = re.sub(r"\{\w+\}", "", self.path)
        return tuple(word.lower() for word in re.findall(r"[A-Z]?[a-z]+", fixed))

    @property
    def fields(self) -> dict[str, Json]:
        """The fields of what is sent, by name."""
        found: dict[str, Json] = self.sent.get("properties", {})
        return found

    @property
    def answer(self) -> dict[str, Json]:
        """The fields of what comes, by name."""
        found: dict[str, Json] = self.shown.get("properties", {})
        return found

    def ends_with_hole(self) -> bool:
        """Whether the last part of the path is a parameter."""
        return self.path.rstrip("/").endswith("}")

    def rows(self) -> tuple[str, Json] | None:
        """Where in the answer a list is (empty: it is the answer), and the schema of its rows; None without a list."""
        if self.shown.get("type") == "array":
            return "", self.shown.get("items", {})
        lists = [(name, one.get("items", {})) for name, one in self.answer.items() if one.get("type") == "array"]
        return lists[0] if len(lists) == 1 else None


def read(place: str) -> Json:
    """The document in a file or at an address; DocumentError when there is none."""
    text = _fetched(place) if re.match(r"https?://", place) else _text(Path(place))
    try:
        return openapi.parse(text)
    except ValueError as error:
        why = str(error).splitlines()[0].partition(" Hint: ")[0]
        got = why.partition(", got ")[2] or why
        raise DocumentError(
            "an OpenAPI document of version 3 in JSON or YAML", f"{got.rstrip('.')} at {place}"
        ) from None


def routes(document: Json) -> list[Route]:
    """The routes of a document; DocumentError for a reference that leads nowhere."""
    try:
        return list(_routes(document))
    except (KeyError, AttributeError, TypeError) as error:
        raise DocumentError("an OpenAPI document that can be read", f"{type(error).__name__}: {error}") from None


def takes_tokens(document: Json) -> bool:
    """Whether the document says that callers show a bearer token."""
    schemes = document.get("components", {}).get("securitySchemes", {}).values()
    return any(one.get("scheme") == "bearer" or one.get("type") == "oauth2" for one in schemes)


def _routes(document: Json) -> Iterator[Route]:
    for operation in openapi.operations(document):
        told = operation.definition
        parameters = [
            openapi.resolve(document, one) for one in (*operation.shared_parameters, *told.get("parameters", ()))
        ]
        content = openapi.resolve(document, told.get("requestBody", {})).get("content", {})
        kind = next((one for one in content if "json" in one), next(iter(content), ""))
        answers = {str(status): openapi.resolve(document, one) for status, one in told.get("responses", {}).items()}
        good = next((one for status, one in sorted(answers.items()) if status.startswith("2")), {})
        shown: Json = next((one for name, one in good.get("content", {}).items() if "json" in name), {})
        yield Route(
            operation.method,
            operation.path,
            sent=_whole(document, content.get(kind, {}).get("schema", {})),
            shown=_whole(document, shown.get("schema", {})),
            form=kind in FORMS,
            query=tuple(one["name"] for one in parameters if one.get("in") == "query"),
            redirects=any(status.startswith("3") for status in answers),
            secured=bool(told.get("security", document.get("security"))),
        )


def _whole(document: Json, schema: Json, depth: int = 0) -> Json:
    """A schema with its references followed, and its parts (`allOf`, the first that is something of `anyOf`) joined."""
    schema = openapi.resolve(document, schema)
    if depth > DEPTH:
        return {}
    for kind in ("anyOf", "oneOf"):
        choices = [openapi.resolve(document, one) for one in schema.get(kind, ())]
        told = next((one for one in choices if one.get("type") != "null"), None)
        if told is not None:
            schema = {**told, **{name: value for name, value in schema.items() if name != kind}}
    properties: Json = dict(schema.get("properties", {}))
    required = list(schema.get("required", ()))
    for part in (_whole(document, one, depth + 1) for one in schema.get("allOf", ())):
        properties |= part.get("properties", {})
        required += part.get("required", ())
    found = {**schema, "type": _type(schema, properties)}
    if properties:
        found["properties"] = {name: _whole(document, one, depth + 1) for name, one in properties.items()}
        found["required"] = required
    if isinstance(schema.get("items"), dict):
        found["items"] = _whole(document, schema["items"], depth + 1)
    return found


def _type(schema: Json, properties: Json) -> str:
    kind = schema.get("type", "object" if properties else "")
    return next((one for one in kind if one != "null"), "") if isinstance(kind, list) else str(kind)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError("an OpenAPI document", f"{path}: {getattr(error, 'strerror', None) or error}") from None


def _fetched(url: str) -> str:
    """What is served there; a proxy is not asked for this machine's own addresses."""
    proxies: dict[str, str] | None = {} if on_this_machine(url) else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))
    try:
        with opener.open(url, timeout=SECONDS) as answer:
            return str(answer.read().decode("utf-8"))
    except (OSError, ValueError, urllib.error.URLError) as error:
        hint = "start the checkout first; FastAPI serves its document as /openapi.json"
        raise DocumentError(f"an OpenAPI document at {url}", str(getattr(error, "reason", error)), hint) from None
