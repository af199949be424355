"""What must never be seen outside Stripe: card numbers, CVCs, keys, client secrets, passwords. Finds and masks them.

Texts carry a secret in forms: percent-encoded, escaped in JSON, again and again. Each is looked at with all of that
undone, and masked where it stands. A search stands behind a plain `in`, because nearly every text holds nothing.
"""

import base64
import binascii
import json
import os
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from harness.core.cards import catalogue

PAN, CVC, SECRET_KEY, WEBHOOK_SECRET, CLIENT_SECRET, EPHEMERAL_KEY, PASSWORD, TOKEN = (
    "card number",
    "cvc",
    "secret key",
    "webhook secret",
    "client secret",
    "ephemeral key",
    "password",
    "login token",
)
# What each shopper of a run signs in with, so that it can be found wherever it turns up; a wrong one begins with it.
SHOPPERS_PASSWORD = "violet stapler horizon"
# The variable with the licence of LocalStack; it has no shape of its own, so its value is looked for.
LOCALSTACK_TOKEN = "LOCALSTACK_AUTH_TOKEN"
# What people and encodings put between the groups of a card number; \xc2 begins a no-break blank in UTF-8.
SEPARATOR = r"[-\s+./·–\xa0\xc2\u2007\u2009\u202f]"
CVC_NAMES = ("cvc", "cvv", "security_code", "card_code")
# Kinds that are masked and are no sighting: the checkout may tell a shopper her own token.
_MUTE = "login"
_ENCODED = re.compile(
    r"%(?:25)*(?P<hex>[0-9a-fA-F]{2})|&quot;"
    r"|(?<!\\)\\++(?:(?:u00|x)(?:5[cC](?:u00|x))*(?P<point>[0-9a-fA-F]{2})|(?P<sign>[nrt\"'/]))"
)
_SIGNS = {"n": "\n", "r": "\n", "t": "\t"}
_MANY_DIGITS = re.compile(rf"\d{SEPARATOR[:-1]}\d]{{11}}")
_RUN = re.compile(rf"(?<![\w.…-])\d+(?:{SEPARATOR}{{1,3}}\d+)*(?!\w)", re.ASCII)
_IS = r"""\]?["']?[\s+]*[:=][\s+]*["']?"""
_CVC = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(CVC_NAMES)})2?{_IS}(\d{{3,4}})(?!\d)", re.IGNORECASE)
_NUMBER_FIELD = re.compile(
    rf"""card["'\]\[_:{{\s]{{0,9}}number{_IS}(\d(?:{SEPARATOR}?\d){{11,18}})""", re.IGNORECASE | re.ASCII
)
_BEGIN = r"(?<![A-Za-z0-9])"
_PREFIXED = (
    (SECRET_KEY, ("_test_", "_live_", "_org_"), re.compile(_BEGIN + r"(?:sk|rk)_(?:test|live|org)_\w+", re.ASCII)),
    (EPHEMERAL_KEY, ("ek_",), re.compile(_BEGIN + r"ek_(?:test|live)_\w+", re.ASCII)),
    (WEBHOOK_SECRET, ("whsec_",), re.compile(_BEGIN + r"whsec_[\w+/=]+", re.ASCII)),
    (
        CLIENT_SECRET,
        ("_secret_",),
        re.compile(
            _BEGIN + r"(?:pi|seti|cs|src|vs|cuss|fcsess|sub)(?:_test|_live)?_[A-Za-z0-9]+_secret_[\w%/+-]+", re.ASCII
        ),
    ),
)
_HEAD = re.compile(r"(?:sk|rk|ek)_(?:test|live|org)_|whsec_|\w+?_secret_", re.ASCII)
_BEARER = re.compile(r"(?<![a-z])bearer[\s+]+(?!sk_|rk_|pk_)([\w.~+/=-]{8,})", re.IGNORECASE | re.ASCII)
_BASIC = re.compile(r"(?<![a-z])basic[\s+]+([\w+/-]{8,}={0,2})", re.IGNORECASE | re.ASCII)
_JWT = re.compile(_BEGIN + r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*", re.ASCII)
_LOGIN = r"(?:[a-z_]*password|(?:access|refresh|id)_token)"
_LOGIN_FIELD = re.compile(
    rf"""(?P<deep>(?<!\\)\\*+|\\{{0,63}})(?P<quote>["']){_LOGIN}(?P=deep)(?P=quote)\s*:\s*(?P=deep)(?P<end>["'])"""
    r"""(?P<value>(?:(?!(?P=end))[^\\]|(?P=deep)\\(?:(?P=deep)["'\\]|[^"'\\]))++)""",
    re.IGNORECASE,
)
_PASSWORD = re.compile(SHOPPERS_PASSWORD.replace(" ", r"[ +]"))
_LOGIN_PAIR = re.compile(
    rf"""(?<![a-z]){_LOGIN}(?:=(?=[^&\s"'<>;])|["'][\s+]*:[\s+]*["'])(?P<value>(?<==)[^&\s"'<>;]+|[^"']+)""",
    re.IGNORECASE,
)


class _Found(NamedTuple):
    start: int
    end: int
    kind: str
    replacement: str


def mask(text: str) -> str:
    """The same text with each secret shortened to its ends (4242…4242); what is masked stays as it is."""
    while (masked := _masked(text)) != text:
        text = masked
    return text


def shorten(number: str) -> str:
    """A card number as people may see it: 4242…4242."""
    digits = re.sub(r"\D", "", number)
    return f"{digits[:4]}…{digits[-4:]}"


def sightings(text: str) -> list[dict[str, str]]:
    """Every secret in a text, as {"kind", "shown"} with the value masked."""
    rows = [{"kind": one.kind, "shown": one.replacement} for one in _secrets(_decoded(text)[0]) if one.kind != _MUTE]
    return [row for index, row in enumerate(rows) if row not in rows[:index]]


def token_sightings(text: str) -> list[dict[str, str]]:
    """Whether a text holds tokens with which shoppers sign in (JSON Web Tokens), as one row of `sightings`."""
    return [{"kind": TOKEN, "shown": "eyJ…"}] if "eyJ" in text and _JWT.search(decoded(text)) else []


def response_sightings(text: str) -> list[dict[str, str]]:
    """As `sightings`, for a checkout's answer: the challenge URL inside `next_action` may name the client secret."""
    rows = sightings(text)
    if not any(row["kind"] == CLIENT_SECRET for row in rows):
        return rows
    try:
        body = json.loads(text)
    except ValueError:
        return rows
    without = sightings(json.dumps(_without_next_action(body), ensure_ascii=False))
    return without + [row for row in rows if row["kind"] != CLIENT_SECRET and row not in without]


def decoded(text: str) -> str:
    """The text with percent-encoding and the escapes of JSON undone, however often they were applied."""
    return _decoded(text)[0]


def _masked(text: str) -> str:
    if token := os.environ.get(LOCALSTACK_TOKEN):
        text = text.replace(token, "ls-…")
    if _mentions_login(text):
        text = _LOGIN_FIELD.sub(_without_value, text)
    plain, places = _decoded(text)
    found = sorted((*_secrets(plain), *_logins(plain)))
    parts, done = [], 0
    for one in found:
        if one.start < done:
            done = max(done, one.end)
            continue
        parts += [text[places[done] if places else done : places[one.start] if places else one.start], one.replacement]
        done = one.end
    return "".join(parts) + text[places[done] if places else done :] if parts else text


def _without_next_action(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_next_action(item) for key, item in value.items() if key != "next_action"}
    return [_without_next_action(item) for item in value] if isinstance(value, list) else value


def _decoded(text: str) -> tuple[str, list[int]]:
    """The decoded text, and where each of its characters stands in the given one; no places where both are the same."""
    if not ("%" in text or "\\" in text or "&quot;" in text) or _ENCODED.search(text) is None:
        return text, []
    plain, places = _undone(text)
    while _ENCODED.search(plain):
        plain, inner = _undone(plain)
        places = [places[place] for place in inner]
    return plain, places


def _undone(text: str) -> tuple[str, list[int]]:
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for hit in _ENCODED.finditer(text):
        parts += [text[done : hit.start()], _character(hit)]
        places += [*range(done, hit.start()), hit.start()]
        done = hit.end()
    return "".join(parts) + text[done:], [*places, *range(done, len(text) + 1)]


def _character(hit: re.Match[str]) -> str:
    if code := hit["hex"] or hit["point"]:
        return chr(int(code, 16))
    return _SIGNS.get(hit["sign"], hit["sign"]) if hit["sign"] else '"'


def _secrets(plain: str) -> Iterator[_Found]:
    if _MANY_DIGITS.search(plain):
        yield from _card_numbers(plain)
    folded = plain.lower()
    yield from (_Found(*hit.span(), PASSWORD, "…") for hit in _PASSWORD.finditer(plain))
    if any(name in folded for name in CVC_NAMES):
        yield from (_Found(*hit.span(1), CVC, "…") for hit in _CVC.finditer(plain))
    for kind, signs, pattern in _PREFIXED:
        if any(sign in plain for sign in signs):
            yield from (_Found(*hit.span(), kind, _ends(hit[0])) for hit in pattern.finditer(plain))
    if "basic" in folded:
        for hit in _BASIC.finditer(plain):
            if (user := _user(hit[1])) is not None:
                yield _Found(*hit.span(1), SECRET_KEY if _PREFIXED[0][2].match(user) else _MUTE, "…")


def _card_numbers(plain: str) -> Iterator[_Found]:
    for run in _RUN.finditer(plain):
        if run.end() - run.start() >= 12:
            groups = [group.span() for group in re.finditer(r"\d+", run[0])]
            for first, last in _windows(groups, run[0]):
                number = run[0][first:last]
                yield _Found(run.start() + first, run.start() + last, PAN, shorten(number))
    if "number" in plain:
        for hit in _NUMBER_FIELD.finditer(plain):
            yield _Found(*hit.span(1), PAN if _digits(hit[1]) in _numbers() else _MUTE, shorten(hit[1]))


def _windows(groups: list[tuple[int, int]], run: str) -> Iterator[tuple[int, int]]:
    """Where the groups of a run are together a documented number; part of an id with dashes is none."""
    for index, (first, _) in enumerate(groups):
        if run[first - 1 : first] in ("-", ".") and first:
            continue
        for _, last in groups[index : index + 19]:
            number = _digits(run[first:last])
            if len(number) > 19:
                break
            if number in _numbers() and run[last : last + 1] != "-":
                yield first, last


def _logins(plain: str) -> Iterator[_Found]:
    if "bearer" in plain.lower():
        yield from (_Found(*hit.span(1), _MUTE, "…") for hit in _BEARER.finditer(plain))
    if "eyJ" in plain:
        yield from (_Found(*hit.span(), _MUTE, "eyJ…") for hit in _JWT.finditer(plain))
    if _mentions_login(plain):
        yield from (_Found(*hit.span("value"), _MUTE, "…") for hit in _LOGIN_PAIR.finditer(plain))


def _mentions_login(text: str) -> bool:
    folded = text.lower()
    return "password" in folded or "_token" in folded


def _without_value(hit: re.Match[str]) -> str:
    return hit[0][: hit.start("value") - hit.start()] + "…" + hit[0][hit.end("value") - hit.start() :]


def _user(value: str) -> str | None:
    """Who signs in by `Basic`, None for a word that is no pair of user and password."""
    try:
        pair = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_" if "-" in value else None).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, _ = pair.partition(":")
    return user if colon and pair.isprintable() else None


@cache
def _numbers() -> frozenset[str]:
    return frozenset(card.number for card in catalogue()) | {"4242424242424241"}


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _ends(secret: str) -> str:
    head = _HEAD.match(secret)
    return f"{head[0] if head else secret[:4]}…"
