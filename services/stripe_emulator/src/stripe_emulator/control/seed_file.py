"""Fixture files as Stripe's command line tool reads them (docs.stripe.com/cli/fixtures): their shape and references."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError, invalid

MAX_FIXTURES, TEMPLATE_VERSION = 1000, 0
METHODS = ("get", "post", "delete")
ENVIRONMENT = ".env"
TOP = frozenset(("_meta", "fixtures", "env"))
TYPES: dict[str, type] = {
    "name": str,
    "path": str,
    "method": str,
    "params": dict,
    "expected_error_type": str,
    "idempotency_key": str,
    "headers": dict,
}
REFERENCE = re.compile(r"\$\{([^}:|]+)(?::([^}|]+))?(?:\|([^}]*))?\}")
GENERATED: dict[str, Callable[[], str]] = {
    "generate-uuid": lambda: str(uuid.uuid4()),
    "time-now-RFC3339": lambda: datetime.now(UTC).isoformat(timespec="seconds"),
}


@dataclass(frozen=True)
class Fixture:
    """One request of a file; its texts may contain references to earlier responses."""

    name: str
    path: str
    method: str
    params: Object = field(default_factory=dict)
    expected_error_type: str | None = None
    idempotency_key: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """A seed file: its requests in order, its account, and the `env` values that it returns."""

    fixtures: list[Fixture]
    account: str | None
    env: dict[str, str]


def read(body: Any) -> File:
    """A seed file from its JSON; 400 for a wrong member, or a reference to a later fixture."""
    top = _object(body, "the file", "")
    _only(top, TOP, "")
    meta = _object(top.get("_meta", {}), "_meta", "_meta")
    if meta.get("template_version", TEMPLATE_VERSION) != TEMPLATE_VERSION:
        version = meta["template_version"]
        raise _invalid(f"template_version is {TEMPLATE_VERSION}; got {version!r}.", "_meta.template_version")
    account = meta.get("account")
    if account is not None and not isinstance(account, str):
        raise _invalid(f"account is the X of a key sk_test_X; got {account!r}.", "_meta.account")
    rows = top.get("fixtures")
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_FIXTURES:
        raise _invalid(f"fixtures is a list of 1 to {MAX_FIXTURES} requests.", "fixtures")
    fixtures = [_fixture(row, f"fixtures[{number}]") for number, row in enumerate(rows)]
    for number, fixture in enumerate(fixtures):
        _check_references(fixture, fixtures[:number], f"fixtures[{number}]")
    env = _texts(top.get("env", {}), "env")
    for name, value in env.items():
        _check_text(value, [fixture.name for fixture in fixtures], f"env.{name}")
    return File(fixtures, account, env)


class Answers(dict[str, Object]):
    """The responses so far by fixture, which replace references; `.env:VAR` is looked up in `environment`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        self._environment = environment

    def fill(self, value: Any, param: str) -> Any:
        """The value with its references replaced; 400 for an unknown one without a default."""
        if isinstance(value, str):
            return REFERENCE.sub(lambda match: self._text(match, param), value)
        if isinstance(value, dict):
            return {name: self.fill(member, f"{param}.{name}") for name, member in value.items()}
        if isinstance(value, list):
            return [self.fill(member, f"{param}[{number}]") for number, member in enumerate(value)]
        return value

    def _text(self, match: re.Match[str], param: str) -> str:
        name, path, default = match.groups()
        if path is None:
            return GENERATED[name]()
        value = self._environment.get(path) if name == ENVIRONMENT else _looked_up(self[name], path)
        if value is None or value == "":
            value = default
        if value is None and name == ENVIRONMENT:
            raise _invalid(
                f"{match[0]}: no variable {path} and no default (over HTTP the environment is not read: write "
                f"${{.env:{path}|default}}, or the value itself).",
                param,
            )
        if value is None or isinstance(value, dict | list):
            what = "is not there" if value is None else "is no text or number"
            raise _invalid(
                f"{match[0]}: {path} {what} in the answer to {name!r}, which is {_summary(self[name])}.", param
            )
        return as_text(value)


def as_text(value: Any) -> str:
    """A JSON value as a form value: `true`, `10`, `20.1`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


def _looked_up(answer: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(answer, list):
            answer = answer[int(step)] if step.isdecimal() and int(step) < len(answer) else None
        else:
            answer = answer.get(step) if isinstance(answer, dict) else None
    return answer


def _summary(answer: Object) -> str:
    return f"{answer.get('object', 'an object')} with {', '.join(answer)}"


def _fixture(row: Any, param: str) -> Fixture:
    _only(_object(row, "a fixture", param), TYPES, param)
    params = {name: value for name, value in row.items() if value is not None}
    for name in ("name", "path", "method"):
        if not params.get(name):
            raise _invalid(f"A fixture has a {name}.", f"{param}.{name}")
    for name, value in params.items():
        if not isinstance(value, TYPES[name]):
            raise _invalid(f"A fixture's {name} is of type {TYPES[name].__name__}; got {value!r}.", f"{param}.{name}")
    if params["method"].lower() not in METHODS:
        raise _invalid(
            f"A fixture's method is one of {', '.join(METHODS)}; got {params['method']!r}.", f"{param}.method"
        )
    if not params["path"].startswith("/v1/") or "?" in params["path"]:
        message = f"A fixture's path begins with /v1/ and has no query (params are for that); got {params['path']!r}."
        raise _invalid(message, f"{param}.path")
    if params["name"] == ENVIRONMENT:
        raise _invalid(f"{ENVIRONMENT} is the name of the environment.", f"{param}.name")
    return Fixture(**params | {"headers": _texts(params.get("headers", {}), f"{param}.headers")})


def _check_references(fixture: Fixture, earlier: list[Fixture], param: str) -> None:
    names = [one.name for one in earlier]
    own = {name: getattr(fixture, name) for name in ("path", "params", "headers", "idempotency_key")}
    for text, where in _each_text(own, param):
        _check_text(text, names, where)


def _check_text(text: str, names: list[str], param: str) -> None:
    for match in REFERENCE.finditer(text):
        name, path, _ = match.groups()
        if name not in ((*names, ENVIRONMENT) if path is not None else GENERATED):
            near = get_close_matches(name, names, 1)
            hint = f" Did you mean {near[0]!r}?" if near else f" There are: {', '.join(names) or 'none'}."
            raise _invalid(f"{match[0]} refers to {name!r}, which is no earlier fixture.{hint}", param)


def _each_text(value: Any, param: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield value, param
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from _each_text(member, f"{param}[{name}]" if isinstance(value, list) else f"{param}.{name}")


def _texts(value: Any, param: str) -> dict[str, str]:
    texts = _object(value, param, param)
    for name, text in texts.items():
        if not isinstance(text, str):
            raise _invalid(f"{name} is a text; got {text!r}.", f"{param}.{name}")
    return texts


def _object(value: Any, what: str, param: str) -> Object:
    if not isinstance(value, dict):
        raise _invalid(f"{what[0].upper()}{what[1:]} is a JSON object; got {type(value).__name__}.", param)
    return value


def _only(params: Object, known: Any, param: str) -> None:
    for name in params:
        if name not in known:
            raise _invalid(
                f"No member {name!r} here; there are {', '.join(sorted(known))}.", f"{param}.{name}".lstrip(".")
            )


def _invalid(message: str, param: str) -> StripeError:
    return invalid(message, param=param or None)
