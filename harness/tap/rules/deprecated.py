"""A request uses nothing that Stripe has replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach
from stripe_emulator.contract import extras

SINCE = "2025-09-30"
"""The version (clover) that took these parameters away; before it they are as good as any other."""
CHANGELOG = "https://docs.stripe.com/changelog/clover"
CARDS = "https://docs.stripe.com/payments/payment-methods/transitioning"
OLD_CARDS = dict.fromkeys(("source", "card"), "a PaymentMethod, attached or as payment_method")
OLD_CARD_OPERATIONS = frozenset(key for extra in extras.EXTRAS for key in extra.operations if "source" in extra.field)
DATE = len(SINCE)


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_deprecated_operation` and `stripe_deprecated_parameter`."""
    for reading in readings:
        operation = reading.operation
        if operation is None:
            continue
        if operation.deprecated:
            yield _breach(reading, "operation", "", "another operation", "https://docs.stripe.com/api")
        for name, instead, source in _replaced(reading):
            if name in (reading.params or {}):
                yield _breach(reading, "parameter", name, instead, source)


def _replaced(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """The replaced parameters of an operation: the name, what to use, where that is told."""
    operation = reading.operation
    assert operation is not None, "asked for operations only"
    if operation.key in OLD_CARD_OPERATIONS:
        yield from ((name, instead, CARDS) for name, instead in OLD_CARDS.items())
    if reading.contract.version[:DATE] >= SINCE:
        for legacy in extras.LEGACY:
            if operation.params.name in legacy.shapes:
                yield legacy.field.partition(":")[0], legacy.instead_of or legacy.reason, CHANGELOG


def _breach(reading: Reading, what: str, param: str, instead: str, source: str) -> Breach:
    return Breach(
        code=f"stripe_deprecated_{what}",
        title=f"{reading.name} uses a {what} that Stripe has replaced{f': {param}' if param else ''}",
        reading=reading,
        param=param,
        then=f"it uses what Stripe documents today: {instead}",
        however=f"{param or 'the operation'} is taken for old clients' sake only",
        source=source,
        severity="minor",
    )
