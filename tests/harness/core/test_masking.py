"""What is shown never holds a secret, in whatever form a text carries it; and what is no secret stays as it is."""

import base64
import json
import re
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.core import masking
from harness.core.exchange import Exchange
from harness.core.masking import mask, response_sightings, sightings
from harness.core.recorder import Recorder
from harness.tap.recorded.redaction import card_numbers, hide

PAN, KEY, TOKEN = "4242424242424242", "51HxYzAbCdEfGhIj", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJlLXdvcmQ"
PAIR = base64.b64encode(f"sk_test_{KEY}:".encode()).decode()
SECRETS: dict[str, tuple[str, str, str, str | None]] = {
    # what: name, value, what must not be left, kind of the sighting
    "number": ("card[number]", PAN, PAN, masking.PAN),
    "number in groups": ("note", "4242 4242 4242 4242", "4242 4242", masking.PAN),
    "number with plus": ("note", "4242+4242+4242+4242", "4242+4242", masking.PAN),
    "number with dashes": ("note", "4242-4242-4242-4242", "4242-4242", masking.PAN),
    "number with dots": ("note", "4242.4242.4242.4242", "4242.4242", masking.PAN),
    "number with slashes": ("note", "4242/4242/4242/4242", "4242/4242", masking.PAN),
    "number, no-break blanks": ("note", "4242\u00a04242\u00a04242\u00a04242", "4242\u00a04242", masking.PAN),
    "number in lines": ("note", "4242\n4242\n4242\n4242", "4242\n4242", masking.PAN),
    "amex": ("note", "3782 822463 10005", "822463", masking.PAN),
    "cvc": ("card[cvc]", "987", "987", masking.CVC),
    "cvv": ("cvv2", "9876", "9876", masking.CVC),
    "test key": ("key", f"sk_test_{KEY}", KEY, masking.SECRET_KEY),
    "live key": ("key", f"rk_live_{KEY}", KEY, masking.SECRET_KEY),
    "organisation's key": ("key", f"sk_org_live_{KEY}", KEY, masking.SECRET_KEY),
    "ephemeral key": ("key", f"ek_test_{KEY}", KEY, masking.EPHEMERAL_KEY),
    "webhook secret": ("secret", f"whsec_{KEY}", KEY, masking.WEBHOOK_SECRET),
    "intent's secret": ("client_secret", f"pi_3Abc_secret_{KEY}", KEY, masking.CLIENT_SECRET),
    "set-up's secret": ("client_secret", f"seti_1Abc_secret_{KEY}", KEY, masking.CLIENT_SECRET),
    "session's secret": ("client_secret", f"cs_test_a1Bc_secret_{KEY}", KEY, masking.CLIENT_SECRET),
    "basic": ("authorization", f"Basic {PAIR}", PAIR.rstrip("="), masking.SECRET_KEY),
    "bearer": ("authorization", "Bearer abcdef.ghijkl-mnopqr", "ghijkl", None),
    "jwt": ("note", TOKEN, "c2lnbmF0dXJl", None),
    "password": ("password", "hunter2hunter", "hunter2hunter", None),
    "a shopper's password": ("note", f"{masking.SHOPPERS_PASSWORD}, x", "stapler", masking.PASSWORD),
    "token": ("access_token", "abcdefabcdef", "abcdefabcdef", None),
}
Form = Callable[[str], str]
SHAPES: dict[str, Callable[[str, str], str]] = {
    "pair": lambda name, value: f"{name}={value}",
    "form as browsers send it": lambda name, value: f"a=1&{quote_plus(name)}={quote_plus(value)}&b=2",
    "form by quote": lambda name, value: f"a=1&{quote(name, safe='')}={quote(value, safe='')}&b=2",
    "JSON": lambda name, value: json.dumps({"a": 1, name: value, "b": 2}),
    "JSON without blanks": lambda name, value: json.dumps([{name: value}], separators=(",", ":"), ensure_ascii=False),
    "repr": lambda name, value: repr({"a": 1, name: value}),
    "URL": lambda name, value: f"http://127.0.0.1/x?{quote_plus(name)}={quote_plus(value)}#end",
    "log line": lambda name, value: f"2026-01-01T10:00:00 INFO paid 12 {name}={value} 12/30 ok",
}
NESTS: dict[str, Form] = {
    "as it is": lambda text: text,
    "JSON": lambda text: json.dumps({"body": text}),
    "form": lambda text: "body=" + quote_plus(text) + "&a=1",
    "percent": lambda text: quote(text, safe=""),
    "log": lambda text: f"INFO: {text!r}\n",
}


def left(text: str, value: str) -> bool:
    """Whether a text still tells the value, in any encoding that the table applies."""
    plain = masking.decoded(text).replace("\u00c2", "").replace("+", " ")
    return value.replace("+", " ") in plain or re.sub(r"\s", "", value) in re.sub(r"\s", "", plain)


def masked_example(what: str, shape: str, *nests: str) -> tuple[str, str]:
    name, value, _, _ = SECRETS[what]
    text = SHAPES[shape](name, value)
    for nest in nests:
        text = NESTS[nest](text)
    return text, mask(text)


@pytest.mark.parametrize("what", SECRETS)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_secret_is_shown_in_any_form(what: str, shape: str) -> None:
    """Plain, and in each form that texts of a gate put it in."""
    _, _, rest, kind = SECRETS[what]
    for nest in NESTS:
        text, masked = masked_example(what, shape, nest)
        assert not left(masked, rest), (nest, text, masked)
        assert mask(masked) == masked
        kinds = [row["kind"] for row in sightings(text)]
        assert (kind in kinds) if kind else kinds == [], (nest, text, kinds)
        assert rest not in json.dumps(sightings(text))


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(sorted(SECRETS)),
    st.sampled_from(sorted(SHAPES)),
    st.lists(st.sampled_from(sorted(NESTS)), max_size=3),
)
def test_no_secret_survives_nesting(what: str, shape: str, nests: list[str]) -> None:
    """Forms in forms in forms."""
    text, masked = masked_example(what, shape, *nests)
    assert not left(masked, SECRETS[what][2]), (text, masked)
    assert mask(masked) == masked


PIECES = [
    PAN,
    "4242",
    "424242",
    " ",
    "-",
    "+",
    "%20",
    "%25",
    "%22",
    "\\",
    '"',
    "'",
    "\n",
    "\\n",
    "cvc",
    "=",
    ":",
    "123",
    "card",
    "[number]",
    "sk_test_",
    "pi_1_secret_",
    "ab",
    "password",
    "Bearer ",
    "Basic ",
    PAIR,
    TOKEN,
    "…",
    "&",
    "{",
    "}",
    "_",
]


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "the cvc is checked",
        '{"cvc_check": "pass"}',
        '{"cvc": null}',
        "cvc: incorrect",
        "order 4242424242424243 of 2026",
        '{"created": 1764400000, "amount": 4242, "expires": 1764486400000}',
        "4242, 4242, 4242, 4242",
        '{"id": "pi_4242424242424242"}',
        "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "4242424242424242424242424242424242",
        "deadbeef4242424242424242",
        "0.4242424242424242",
        "2026-01-01T10:00:00.123456Z",
        "127.0.0.1:4566",
        "Basic authentication",
        "basic+understanding of forms",
        "task_test_runner",
        "pk_test_51HxYz",
        "risk_live_view",
        '"detail": "wrong password"',
        '["body","password"]',
        "https://x.example/a%20b?c=%5B%5D",
        "eyJ is how tokens begin",
        "order-4242424242424242",
        "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
        "+49 30 1234567890123",
        '{"quantity":123}',
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    """No false alarm: neither plain nor in a form."""
    for nest in NESTS.values():
        assert mask(nest(text)) == nest(text)
        assert sightings(nest(text)) == []


@pytest.mark.parametrize(
    "secret",
    ["correct horse", 'with a \\" quote', "sk_test_abcdefgh", "whsec_abcdefgh", "pi_1_secret_abcdefgh"],
)
def test_a_password_and_every_key_is_masked(secret: str) -> None:
    masked = mask(json.dumps({"email": "ada@shop.example", "password": secret, "last_name": "L"}))
    assert secret not in masked
    assert json.loads(masked) == {"email": "ada@shop.example", "password": "…", "last_name": "L"}


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("secret", ['with a " quote', "back\\slash", 'both \\" of them', "it's", "end\\"])
def test_a_password_in_json_in_json_is_masked_to_its_end(secret: str, depth: int) -> None:
    text = json.dumps({"password": secret, "b": 1})
    for _ in range(depth):
        text = json.dumps({"body": text})
    masked = mask(text)
    for _ in range(depth):
        masked = json.loads(masked)["body"]
    assert json.loads(masked) == {"password": "…", "b": 1}


def test_a_number_is_found_among_other_digits() -> None:
    """Of a log line, whose other numbers stand beside it."""
    assert mask("paid 12 4242424242424242 12/30 123") == "paid 12 4242…4242 12/30 123"


def test_a_client_secret_in_a_next_action_is_no_sighting() -> None:
    secret = f"pi_1_secret_{KEY}"
    assert response_sightings(json.dumps({"next_action": {"url": secret}})) == []
    assert len(response_sightings(json.dumps({"next_action": {"url": secret}, "error": secret}))) == 1


@pytest.mark.parametrize("characters", [200, 300, 4000])
def test_a_secret_is_masked_before_a_text_is_cut(characters: int) -> None:
    """What is left of a card number at the end of a shortened text is a card number to nobody's search."""
    text = "x " * (characters // 2 - 6) + PAN
    exchange = Exchange("GET", "http://127.0.0.1/", {}, "", 500, {}, text, 0.0)
    with pytest.raises(AssertionError) as refused:
        exchange.expect(200)
    with pytest.raises(AssertionError) as no_json:
        exchange.json()
    assert "424242" not in exchange.as_text() + str(refused.value) + str(no_json.value)


def test_a_recorder_without_a_history_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would mask every answer and throw it away."""
    monkeypatch.setattr("harness.core.recorder.mask", None)
    monkeypatch.setattr("harness.core.recorder.response_sightings", None)
    pen, exchange = Recorder("Ada", "checkout", None), Exchange("GET", "http://127.0.0.1/", {}, "", 200, {}, "{}", 0.0)
    assert pen.request_sent("x", exchange, {}) is None
    pen.answered("x", exchange, None, {})


def test_a_text_without_secrets_is_searched_by_plain_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one of the patterns of secrets is asked."""
    for name in ("_RUN", "_CVC", "_NUMBER_FIELD", "_BEARER", "_BASIC", "_JWT", "_LOGIN_FIELD", "_LOGIN_PAIR"):
        monkeypatch.setattr(masking, name, None)
    monkeypatch.setattr(masking, "_PREFIXED", [(kind, signs, None) for kind, signs, _ in masking._PREFIXED])
    text = json.dumps({"id": "ord_1", "total": 4242, "created": 1764400000, "name": "A cup of tea"})
    assert mask(text) == text
    assert sightings(text) == []


@pytest.mark.parametrize("separator", ["", " ", "-", "+", ".", "/", "\u00a0", "\n"])
def test_the_tap_hides_real_cards_too(separator: str) -> None:
    """A number that no page of Stripe's documents: its check digit tells."""
    number = separator.join(("4539", "5787", "6362", "1486"))
    assert "5787" not in hide(f"note {number} end")
    assert card_numbers(f"note {number} end") == ["4539…1486"]


@pytest.mark.parametrize(
    "text",
    ["\\" * 40_000, "password" + "\\" * 40_000, "\\u005c" + "u005c" * 8_000],
    ids=[
        "backslashes",
        "backslashes near a password",
        "backslashes encoded again and again",
    ],
)
def test_long_runs_cost_no_more_than_they_are_long(text: str) -> None:
    """Milliseconds; it was a minute while every backslash of a run was a beginning."""
    began = time.process_time()
    mask(text)
    assert time.process_time() - began < 1


def test_a_password_is_masked_however_deep_its_json_is_within_json() -> None:
    """Each level doubles the backslashes: eight have 255. The quote in it must not end it."""
    text = json.dumps({"password": 'one"hunter2-hunter2'})
    for _ in range(8):
        text = json.dumps(text)
    assert "hunter2" not in mask(text)


def test_a_backslash_that_is_encoded_before_no_code_is_undone() -> None:
    """What follows looks like the beginning of another code, and is none."""
    assert masking.decoded("\\u005cu00zz") == "\\u00zz"
    assert masking.decoded("\\u005cxyz") == "\\xyz"
