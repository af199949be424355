"""A request uses nothing that Stripe has replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach
from stripe_emulator.contract import extras

DEPRECATED_OPERATION = FailureCode(
    code="stripe_deprecated_operation",
    severity="minor",
    title="An operation that Stripe has replaced",
    meaning="The checkout calls an operation that Stripe marks as deprecated. It works until a later API version "
    "removes it.",
    what_to_do="Use the operation that Stripe documents today; the failure has the link.",
    example="""\
GET /v1/example uses an operation that Stripe has replaced [stripe_deprecated_operation]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then it uses what Stripe documents today: another operation
  However the operation is accepted for old clients only""",
)
DEPRECATED_PARAMETER = FailureCode(
    code="stripe_deprecated_parameter",
    severity="minor",
    title="A parameter that Stripe has replaced",
    meaning="The checkout sends a parameter that Stripe has replaced. It works until the API version of the account "
    "or of the request moves on.",
    what_to_do="Use the parameter that `Then` names, before you raise the API version.",
    example="""\
POST /v1/subscriptions uses a parameter that Stripe has replaced: coupon [stripe_deprecated_parameter]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then it uses what Stripe documents today: before `discounts`; taken by older versions
  However coupon is accepted for old clients only""",
)
# The version (clover) that took these parameters away; before it they are as good as any other.
SINCE = "2025-09-30"
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
            yield _breach(reading, DEPRECATED_OPERATION, "", "another operation", "https://docs.stripe.com/api")
        for name, instead, source in _replaced(reading):
            if name in (reading.params or {}):
                yield _breach(reading, DEPRECATED_PARAMETER, name, instead, source)


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


def _breach(reading: Reading, code: FailureCode, param: str, instead: str, source: str) -> Breach:
    what = f"a parameter that Stripe has replaced: {param}" if param else "an operation that Stripe has replaced"
    return Breach(
        code=code,
        title=f"{reading.name} uses {what}",
        reading=reading,
        param=param,
        then=f"it uses what Stripe documents today: {instead}",
        however=f"{param or 'the operation'} is accepted for old clients only",
        source=source,
    )
