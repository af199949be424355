"""What the SDK's types do not have: raw cards, and what browsers add to their requests."""

from __future__ import annotations

import json

import pytest

from stripe_emulator.contract import CURRENT, DEFAULT_VERSION, extras, for_version, versions
from stripe_emulator.contract.nodes import Shape
from stripe_emulator.contract.table import FOLDER
from tests.stripe_emulator.contract.conftest import Judge

CARD = "[number]=4242424242424242&{0}[exp_month]=12&{0}[exp_year]=2030"
METHOD = "POST /v1/payment_methods"
CONFIRM = "POST /v1/payment_intents/pi_1/confirm"
DATA = "payment_method_data"
BROWSER = (
    "guid=NA&muid=NA&sid=NA&payment_user_agent=stripe.js&referrer=http://x&time_on_page=7&pasted_fields=number&key=pk"
)
TABLE = json.loads((FOLDER / f"{DEFAULT_VERSION}.json").read_text("utf-8"))
READ = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030}


def card(name: str) -> str:
    """A raw card under a parameter's name."""
    return name + CARD.format(name)


def test_a_raw_card(judge: Judge) -> None:
    """Number and date, or a token."""
    assert judge(METHOD, f"type=card&{card('card')}&card[cvc]=123")["card"] == {**READ, "cvc": "123"}
    assert judge(METHOD, "type=card&card[token]=tok_visa")["card"] == {"token": "tok_visa"}


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ("card[exp_month]=1&card[exp_year]=2030", "parameter_missing", "card[number]"),
        ("card[number]=4242&card[exp_year]=2030", "parameter_missing", "card[exp_month]"),
        ("card[number]=4242&card[exp_month]=1", "parameter_missing", "card[exp_year]"),
        (f"{card('card')}&card[foo]=1", "parameter_unknown", "card[foo]"),
        (f"{card('card')}&card[cvc]=", "parameter_invalid_empty", "card[cvc]"),
        ("card[token]=", "parameter_invalid_empty", "card[token]"),
        ("card[number]=4242&card[exp_month]=x&card[exp_year]=2030", "parameter_invalid_integer", "card[exp_month]"),
        ("card=4242", None, "card"),
    ],
)
@pytest.mark.parametrize("within", [False, True], ids=["alone", "payment_method_data"])
def test_a_raw_card_that_is_refused(judge: Judge, within: bool, body: str, code: str | None, param: str) -> None:
    """The same card, the same refusals, under the other path."""
    request, kind = (CONFIRM, f"{DATA}[type]=card") if within else (METHOD, "type=card")
    if within:
        body = "&".join(f"{DATA}[card]{pair.removeprefix('card')}" for pair in body.split("&"))
        param = f"{DATA}[card]{param.removeprefix('card')}"
    error = judge(request, f"{kind}&{body}")
    assert (error.get("code"), error["param"]) == (code, param), error


def test_the_old_ways_to_send_a_card(judge: Judge) -> None:
    """Raw sources and cards on charges, customers, sources and tokens; ids and tokens still."""
    source = f"source[object]=card&{card('source')}"
    for request in ("POST /v1/customers", "POST /v1/charges", "POST /v1/customers/cus_1/sources"):
        assert judge(request, source)["source"] == {"object": "card", **READ}
        assert judge(request, "source=tok_visa") == {"source": "tok_visa"}
    for request in ("POST /v1/customers", "POST /v1/charges", "POST /v1/sources"):
        assert judge(request, card("card"))["card"] == READ
    assert judge("POST /v1/tokens", card("card"))["card"]["number"] == "4242424242424242"
    assert judge("POST /v1/customers/cus_1/sources", "")["param"] == "source"


def test_browsers_add_to_their_requests(judge: Judge) -> None:
    """With a publishable key it is dropped, beside the parameters and within `payment_method_data`."""
    nested = "&".join(f"{DATA}[{pair.split('=')[0]}]=x" for pair in BROWSER.split("&"))
    body = f"{BROWSER}&client_secret=pi_1_secret_x&client_attribution_metadata[a][b]=c&{nested}"
    body += "&radar_options[session]=rse_1&radar_options[hcaptcha_token]=P1"
    read = judge(CONFIRM, f"{body}&{DATA}[type]=card&{card(f'{DATA}[card]')}", publishable=True)
    radar = {"session": "rse_1"}
    assert read == {"client_secret": "pi_1_secret_x", "radar_options": radar, DATA: {"type": "card", "card": READ}}


def test_servers_do_not(judge: Judge) -> None:
    """With a secret key it is unknown; what is really unknown is so for browsers too."""
    assert judge(METHOD, f"type=card&{card('card')}&guid=NA")["param"] == "guid"
    assert judge(METHOD, f"type=card&{card('card')}&guid=NA&foo=1", publishable=True)["param"] == "foo"
    assert judge(CONFIRM, f"{DATA}[type]=card&{DATA}[guid]=NA")["param"] == f"{DATA}[guid]"


@pytest.mark.parametrize("path", ["/v1/payment_intents/pi_1", "/v1/setup_intents/seti_1"])
def test_browsers_read_with_the_client_secret(judge: Judge, path: str) -> None:
    """Retrieving and confirming take it (fact 68)."""
    assert judge(f"GET {path}", "client_secret=x&key=pk", publishable=True) == {"client_secret": "x"}
    assert judge(f"POST {path}/confirm", "client_secret=x", publishable=True) == {"client_secret": "x"}


@pytest.mark.parametrize("version", versions())
def test_every_payment_method_data_takes_cards(version: str) -> None:
    """In every version, wherever it makes a PaymentMethod."""
    places = 0
    for operation in for_version(version).operations:
        field = operation.params.fields.get(DATA)
        shape = field.slot.node if field else None
        if isinstance(shape, Shape) and "billing_details" in shape.fields:
            assert "card" in shape.fields, f"{operation.key}: {DATA}[card] is unknown"
            places += 1
    assert places >= 7


@pytest.mark.parametrize("version", versions())
def test_every_extra_has_its_operation(version: str) -> None:
    """A row that names no operation would never be missed."""
    contract = for_version(version)
    for extra in extras.EXTRAS:
        for key in extra.operations:
            method, _, path = key.partition(" ")
            operation = contract.operation(method, path)
            assert operation is not None, f"{version} has no {key}: {extra.reason}"
            assert extra.field.split(":")[0].removesuffix("!") in operation.params.fields
    assert CURRENT.version in versions()


def test_older_names_have_their_shapes() -> None:
    """A row of `LEGACY` or `MEMBERS` that names no shape, or a field that is there anyway, would never be missed."""
    for legacy in extras.LEGACY:
        for name in legacy.shapes:
            line = TABLE["params"][name].split()
            names = [field.split(":")[0].removesuffix("!") for field in line]
            assert legacy.field.split(":")[0] not in names, f"{name} has it: {legacy.reason}"
            assert not legacy.instead_of or legacy.instead_of in names, f"{name} has no {legacy.instead_of}"
    for name, words in extras.MEMBERS.items():
        assert not set(words) & set(TABLE["enums"][name].split(","))
