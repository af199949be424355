"""Metadata stays within 50 keys, 40 characters a key and 500 characters a value (facts 23, 41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach
from stripe_emulator.contract.nodes import METADATA_KEY, METADATA_KEYS, METADATA_VALUE

METADATA_OVER_LIMIT = FailureCode(
    code="stripe_metadata_over_limit",
    severity="critical",
    title="Metadata exceeds Stripe's limits",
    meaning="Metadata may have 50 keys, 40 characters a key and 500 a value. Stripe refuses more, so the payment "
    "fails for the shopper whose cart is long.",
    what_to_do="Store the details at the checkout and only an id of them in the metadata.",
    example="""\
POST /v1/payment_intents: metadata exceeds Stripe's limits [stripe_metadata_over_limit]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then metadata has at most 50 keys, 40 characters a key, 500 a value, all of them strings
  However the value has 501 characters""",
)
SOURCE = "https://docs.stripe.com/api/metadata"
METADATA = "metadata"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_metadata_over_limit`."""
    for reading in readings:
        for path, metadata in _metadata(reading.params or {}, ""):
            for param, however in _over(path, metadata):
                yield Breach(
                    code=METADATA_OVER_LIMIT,
                    title=f"{reading.name}: {path} exceeds Stripe's limits",
                    reading=reading,
                    param=param,
                    then=f"metadata has at most {METADATA_KEYS} keys, {METADATA_KEY} characters a key, "
                    f"{METADATA_VALUE} a value, all of them strings",
                    however=however,
                    source=SOURCE,
                )


def _metadata(params: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Every metadata hash with its path, wherever it is nested."""
    for name, value in params.items():
        inner = f"{path}[{name}]" if path else name
        if name == METADATA:
            yield inner, value
        elif isinstance(value, dict):
            yield from _metadata(value, inner)


def _over(path: str, metadata: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(metadata, dict):
        if metadata:
            yield path, "it is not a hash"
        return
    if len(metadata) > METADATA_KEYS:
        yield path, f"{len(metadata)} keys"
    for key, value in metadata.items():
        if len(key) > METADATA_KEY:
            yield path, f"the key {key!r} has {len(key)} characters"
        if not isinstance(value, str):
            yield f"{path}[{key}]", "the value is not a string"
        elif len(value) > METADATA_VALUE:
            yield f"{path}[{key}]", f"the value has {len(value)} characters"
