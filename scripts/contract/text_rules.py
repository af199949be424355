"""From the words of a parameter's text to rules, in the notation of `stripe_emulator/contract/text_rules.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from scripts.contract.texts import ParameterText

_N = r"\*?([\d,]+)"
# Words that promise a rule; a text with one of them has rules, or a row in `unruled.json`.
RULE_WORDS = re.compile(
    r"up to \d|up to (?:a )?(?:maximum|ten|twenty)|at least|at most|\bmaximum|\bmax |\bminimum|returns? an error|"
    r"in an error|only when|only valid|only accepted|\bmust|\bcannot|\bcan't set|\bcan not|less than|greater than|"
    r"larger than|between|exceed|no more than|longer than|characters?\b|not allowed|disallowed|positive|"
    r"[Mm]utually|[Oo]nly one|in the past|in the future|\bISO\b|[Hh]as to be|[Ll]imited to",
    re.IGNORECASE,
)
_LONGEST = (
    rf"(?:up to|at most|Maximum|Limited to|limit the identifier to|maximum character count of|Max length,) {_N} "
    r"(?:ASCII |alphanumeric )?characters",
    rf"{_N}-character limit",
    r"maximum character count of ([\d,]+)",
    r"be 1–([\d,]+) characters long",
)
_MOST_MEMBERS = (
    rf"(?:list|array) of up to {_N}",
    rf"pass up to {_N} items",
    rf"[Uu]p to a maximum of {_N}\.",
    rf"maximum of {_N} (?:combined )?(?:optional|line) items",
    rf"[Uu]p to {_N} (?:line items|fields|options|URLs|lookup_keys)",
    rf"specify up to {_N} lookup_keys",
    rf"\(up to {_N}\)",
)
_AT_LEAST_ONE = (
    r"positive integer (?:representing|specifying|in cents)|An integer greater than 0\.|[Mm]ust be greater than 0|"
    r"Has to be at least 1\b"
)
_NOT_NEGATIVE = r"\(or 0 for a free|An integer greater than or equal to 0|[Nn]on-negative decimal"
_NOT_IN_ELEMENTS = (
    r"You can't set this parameter if `ui_mode` is `(?:elements|custom)`|"
    r"not allowed if ui_mode is `(?:elements|custom)`"
)
# The amount of a charge has Stripe's own message for 0: see `resource_kit/amounts.py`.
_CHARGED = "minimum amount is"


def rules_of(text: ParameterText) -> list[str]:
    """The rules that the words of a text state; an empty list for words that no pattern here reads."""
    return list(dict.fromkeys(rule for reader in _READERS for rule in reader(text)))


def _sizes(text: ParameterText) -> Iterator[str]:
    members = text.path.endswith("[]")
    name, patterns = ("items", _MOST_MEMBERS) if members else ("length", _LONGEST)
    for pattern in patterns:
        found = re.search(pattern, text.text, re.IGNORECASE)
        if found:
            yield f"{name}<={_number(found[1])}"
            break
    least = re.search(rf"at least {_N} characters", text.text)
    if least and not members:
        yield f"length>={_number(least[1])}"


def _ranges(text: ParameterText) -> Iterator[str]:
    found = re.search(
        rf"between {_N} and {_N}\b(?! seconds (?:in the future|from the current time)| calendar)", text.text
    )
    if found and not text.path.endswith("[]") and text.path != "limit":
        yield f"value>={_number(found[1])}"
        yield f"value<={_number(found[2])}"
    elif re.search(_NOT_NEGATIVE, text.text) and "negative integer" not in text.text.replace("non-negative", ""):
        yield "value>=0"
    elif re.search(_AT_LEAST_ONE, text.text) and _CHARGED not in text.text and "negative integer" not in text.text:
        yield "value>=1"
    most = re.search(rf"value up to {_N}", text.text)
    if most:
        yield f"value<={_number(most[1])}"
    places = re.search(rf"at most (?:{_N}|two) decimal places|Maximum precision is {_N} decimal places", text.text)
    if places:
        yield f"places<={places[1] or places[2] or 2}"


def _codes(text: ParameterText) -> Iterator[str]:
    name = text.path.rpartition(".")[2]
    if re.search(r"Three-letter \[ISO (?:code|currency code)", text.text) and name.endswith("currency"):
        yield "format=brl" if "Only `brl`" in text.text else "currency"
    if "Each key must be a three-letter" in text.text:
        yield "keys=currency"
    if "Two-letter" in text.text and ("billing_details." in text.path or "sofort" in text.path):
        yield "country"


def _exclusive(text: ParameterText) -> Iterator[str]:
    """`one_of=amount,amount_decimal` stands at one of the two."""
    found = re.search(r"Only one of `(\w+)` (?:and|or) `(\w+)` (?:can|may) be set", text.text)
    if found:
        yield f"one_of={found[1]},{found[2]}"
    found = re.search(r"If set, `(\w+)` must not be set", text.text)
    if found:
        yield f"one_of={','.join(sorted((text.path.rpartition('.')[2], found[1])))}"


def _by_ui_mode(text: ParameterText) -> Iterator[str]:
    """The SDK says `custom` for what was renamed `elements`."""
    if re.search(_NOT_IN_ELEMENTS, text.text):
        yield "ui_mode!=elements"


def _formats(text: ParameterText) -> Iterator[str]:
    lengths = re.search(r"Must be (\d+)–(\d+) uppercase letters or numbers", text.text)
    if lengths:
        yield f"format=[A-Z0-9]{{{lengths[1]},{lengths[2]}}}"
    if re.search(r"must contain at least one letter", text.text, re.IGNORECASE) and text.path == "statement_descriptor":
        yield "format=.*[A-Za-z].*"


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))


_READERS: tuple[Callable[[ParameterText], Iterator[str]], ...] = (
    _sizes,
    _ranges,
    _codes,
    _exclusive,
    _by_ui_mode,
    _formats,
)
