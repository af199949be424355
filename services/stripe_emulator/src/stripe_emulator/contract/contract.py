"""`Contract`: parameters and objects of one API version, for the emulator and for whoever records its traffic."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stripe_emulator.contract import extras, text_rules
from stripe_emulator.contract.checking import Checker
from stripe_emulator.contract.nodes import Shape
from stripe_emulator.contract.objects import Blanks, Object
from stripe_emulator.contract.operations import Operation, Operations
from stripe_emulator.contract.table import Table
from stripe_emulator.wire.errors import StripeError


@dataclass(frozen=True)
class Finding:
    """One problem of a request: Stripe's code (or None), the path of the parameter, Stripe's message."""

    code: str | None
    param: str
    message: str


class Contract:
    """The parameters and objects of one API version."""

    def __init__(self, version: str) -> None:
        self._table = Table(version)
        self._operations = Operations(self._table)
        self._blanks = Blanks(self._table.objects)

    @property
    def version(self) -> str:
        return self._table.version

    @property
    def sdk(self) -> str:
        """The version of the SDK that the table was compiled from."""
        return self._table.sdk

    @property
    def operations(self) -> Iterable[Operation]:
        return self._operations

    @property
    def object_names(self) -> Iterable[str]:
        """The names of all objects and parts of objects that the table has."""
        return self._table.objects.names()

    def find(self, method: str, path: str) -> Operation | None:
        """The operation of a request; literal segments win over placeholders: `/v1/charges/search` is no charge."""
        return self._operations.find(method, path)

    def operation(self, method: str, template: str) -> Operation | None:
        """The operation of a path template; how its placeholders are called does not matter."""
        return self._operations.of(method, template)

    def judge(self, operation: Operation, raw: Mapping[str, Any], publishable: bool = False) -> dict[str, Any]:
        """The typed parameters of a decoded form; an empty string that unsets is None, decimals stay strings.

        Raises Stripe's own error for the first problem: unknown names first, then missing ones, then each value in
        the order it was sent, then the rules that Stripe states in words. With a publishable key, what Stripe.js adds
        is dropped.
        """
        params: dict[str, Any] = operation.params.read(_sent(raw, publishable), "", _stop)
        text_rules.judge(self.version, operation.method, operation.path, params, _stop)
        return params

    def judge_all(self, operation: Operation, raw: Mapping[str, Any], publishable: bool = False) -> list[Finding]:
        """Every problem of a request, in the same order; an empty list for a good one."""
        problems: list[StripeError] = []
        params = operation.params.read(_sent(raw, publishable), "", problems.append)
        if isinstance(params, dict):
            text_rules.judge(self.version, operation.method, operation.path, params, problems.append)
        return [Finding(error.code, error.param or "", error.message or "") for error in problems]

    def blank(self, object_name: str) -> Object:
        """Every field of an object with a neutral value: null, `metadata` {}, [] for lists that are never null.

        Fields that Stripe shows only sometimes are left out (`absent.py`). KeyError for an object that this version
        lacks.
        """
        return self._blanks.of(object_name).copy()

    def shape(self, path: str) -> Shape:
        """The shape of an object or a part of one; KeyError for what this version does not have."""
        return self._blanks.shape(path)

    def part(self, path: str) -> Object:
        """`blank` for a hash within an object, such as `subscription.payment_settings`."""
        return self._blanks.of(path).copy()

    def check(self, value: Any, partial: bool = False) -> list[str]:
        """The problems of a response: missing or unknown fields, wrong types, unknown enum values.

        `partial` allows missing fields, as a publishable key sees them (fact 68).
        """
        return Checker(self._blanks, partial).check(value)


def _stop(refusal: StripeError) -> None:
    raise refusal


def _sent(raw: Mapping[str, Any], publishable: bool) -> dict[str, Any]:
    if not publishable:
        return dict(raw)
    sent = _without(raw, extras.BROWSER)
    for name, added in extras.BROWSER_WITHIN.items():
        if isinstance(inner := sent.get(name), dict):
            sent[name] = _without(inner, added)
    return sent


def _without(params: Mapping[str, Any], added: Container[str]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in added}
