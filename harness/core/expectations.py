"""`expect(order_id, present, "the order id")`: one value and what it must be; a failure keeps both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.masking import mask

SHOWN_CHARACTERS = 400


@dataclass(frozen=True)
class Matcher:
    """What a value must be: `holds` judges it, `words` complete the sentence "it is ..."."""

    holds: Callable[[Any], bool]
    words: str


present = Matcher(bool, "present and not empty")
absent = Matcher(lambda got: got is None, "absent")


def equals(wanted: object) -> Matcher:
    """The same value."""
    return Matcher(lambda got: bool(got == wanted), f"{wanted!r}")


def differs_from(other: object) -> Matcher:
    """Another value."""
    return Matcher(lambda got: bool(got != other), f"other than {other!r}")


def one_of(allowed: Iterable[object]) -> Matcher:
    """One of these values."""
    values = list(allowed)
    return Matcher(lambda got: got in values, f"one of {values!r}")


def none_of(forbidden: Iterable[object]) -> Matcher:
    """None of these values."""
    values = list(forbidden)
    return Matcher(lambda got: got not in values, f"none of {values!r}")


def contains(part: object) -> Matcher:
    """A text with this part, or a collection with this member."""
    return Matcher(lambda got: part in got, f"something that contains {part!r}")


def lacks(part: object) -> Matcher:
    """A text without this part, or a collection without this member."""
    return Matcher(lambda got: part not in got, f"something that does not contain {part!r}")


def starts_with(beginning: str) -> Matcher:
    """A text that begins so."""
    return Matcher(lambda got: str(got).startswith(beginning), f"something that starts with {beginning!r}")


def at_most(limit: float) -> Matcher:
    """A number up to this one."""
    return Matcher(lambda got: bool(got <= limit), f"at most {limit!r}")


def at_least(limit: float) -> Matcher:
    """A number from this one on."""
    return Matcher(lambda got: bool(got >= limit), f"at least {limit!r}")


def expect(value: object, matcher: Matcher, what: str, *, at: Exchange | None = None) -> None:
    """The value is what the matcher says; else Failure `unexpected_value`, which names the thing and shows the value.

    `at` is the exchange that brought it. Secrets are masked; of a long value the beginning is shown.
    """
    if not matcher.holds(value):
        raise Failure(
            "unexpected_value",
            f"{what} is wrong",
            let=f"the case read {what}",
            then=f"it is {matcher.words}",
            however=f"it is {mask(repr(value))[:SHOWN_CHARACTERS]}",
            exchange=at,
        )
