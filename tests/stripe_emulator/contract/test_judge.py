"""The judge: typed parameters, and Stripe's own refusals with the path of the parameter (facts 16, 17, 23, 41)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.contract.conftest import Judge

INTENT = "POST /v1/payment_intents"
GOOD = "amount=2000&currency=usd"
SUBSCRIPTION = "POST /v1/subscriptions"
EMPTY = "You passed an empty string for '{0}'. We assume empty values are an attempt to unset a parameter; however '{0}' cannot be unset. You should remove '{0}' from your request or supply a non-empty value."  # noqa: E501
MISTYPED = [
    ("amount=abc", "amount", "parameter_invalid_integer", "Invalid integer: abc"),
    ("amount=20.00", "amount", "parameter_invalid_integer", "Invalid integer: 20.00"),
    ("amount=٢٠٠٠", "amount", "parameter_invalid_integer", "Invalid integer: ٢٠٠٠"),
    ("amount=1234567890123456", "amount", "parameter_invalid_integer", "Invalid integer: 1234567890123456"),
    ("amount[value]=1", "amount", "parameter_invalid_integer", "Invalid integer: a nested value"),
    ("currency[]=usd", "currency", None, "Invalid string: currency must be a single value."),
    ("confirm=maybe", "confirm", None, "Invalid boolean: maybe"),
    ("capture_method=x", "capture_method", None,
     "Invalid capture_method: must be one of automatic, automatic_async, or manual; got x"),
    ("off_session=maybe", "off_session", None, "Invalid boolean: maybe"),
    ("metadata=text", "metadata", None, "Invalid object"),
    ("shipping=home", "shipping", None, "Invalid object"),
    ("shipping[0]=home", "shipping[0]", "parameter_unknown", "Received unknown parameter: shipping[0]"),
    ("payment_method_types=card", "payment_method_types", None, "Invalid array"),
    ("payment_method_types[a]=card", "payment_method_types", None, "Invalid array"),
    ("payment_method_types[99999999999]=card", "payment_method_types", None, "Invalid array"),
    ("payment_method_types[0][a]=card", "payment_method_types[0]", None,
     "Invalid string: payment_method_types[0] must be a single value."),
    ("expand=latest_charge", "expand", None, "Invalid array"),
    ("expand[0][a]=b", "expand[0]", None, "Invalid string: expand[0] must be a single value."),
    (f"description={'x' * 5001}", "description", "parameter_invalid_string_length",
     "Invalid string: description must be at most 5000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "param", "code", "message"), MISTYPED, ids=lambda value: str(value)[:30])
def test_a_mistyped_parameter(judge: Judge, body: str, param: str, code: str | None, message: str) -> None:
    """Named by its path, in Stripe's words."""
    rest = "&".join(pair for pair in GOOD.split("&") if pair.split("=")[0] not in body)
    error = judge(INTENT, f"{body}&{rest}")
    assert (error["status"], error["type"], error["param"]) == (400, "invalid_request_error", param)
    assert (error.get("code"), error["message"]) == (code, message)


@pytest.mark.parametrize(
    ("request_line", "body", "param"),
    [
        (INTENT, "currency=usd", "amount"),
        (INTENT, "amount=1", "currency"),
        (INTENT, f"{GOOD}&automatic_payment_methods[allow_redirects]=never", "automatic_payment_methods[enabled]"),
        (INTENT, f"{GOOD}&payment_method_data[billing_details][name]=J", "payment_method_data[type]"),
        ("POST /v1/customers/cus_1/tax_ids", "type=eu_vat", "value"),
        ("POST /v1/webhook_endpoints", "url=http://shop.example", "enabled_events"),
        ("POST /v1/prices", "currency=usd&tiers[0][unit_amount]=1", "tiers[0][up_to]"),
        ("GET /v1/charges/search", "", "query"),
    ],
)
def test_a_missing_parameter(judge: Judge, request_line: str, body: str, param: str) -> None:
    """Required ones, at every depth."""
    error = judge(request_line, body)
    assert (error["code"], error["param"]) == ("parameter_missing", param)
    assert error["message"] == f"Missing required param: {param}."


@pytest.mark.parametrize(
    ("body", "param", "message"),
    [
        ("foo=1", "foo", "Received unknown parameter: foo"),
        ("foo=1&bar=2", "foo", "Received unknown parameters: foo, bar"),
        ("shipping[name]=J&shipping[address][x]=1", "shipping[address][x]",
         "Received unknown parameter: shipping[address][x]"),
        ("amount_details[line_items][0][foo]=1&amount_details[line_items][0][product_name]=x"
         "&amount_details[line_items][0][quantity]=1&amount_details[line_items][0][unit_cost]=1",
         "amount_details[line_items][0][foo]", "Received unknown parameter: amount_details[line_items][0][foo]"),
        ("guid=NA", "guid", "Received unknown parameter: guid"),
        ("source=tok_visa", "source", "Received unknown parameter: source"),
    ],
)  # fmt: skip
def test_an_unknown_parameter(judge: Judge, body: str, param: str, message: str) -> None:
    """Several of one level are told together."""
    error = judge(INTENT, f"{GOOD}&{body}")
    assert (error["code"], error["param"], error["message"]) == ("parameter_unknown", param, message)


def test_the_order_of_refusals(judge: Judge) -> None:
    """Unknown names before missing ones, and those before values."""
    assert judge(INTENT, "amount=x&foo=1")["code"] == "parameter_unknown"
    assert judge(INTENT, "amount=x")["code"] == "parameter_missing"
    assert judge(INTENT, "confirm=x&amount=y&currency=usd")["param"] == "confirm"


@pytest.mark.parametrize(
    "param", ["amount", "currency", "confirm", "capture_method", "description", "payment_method_types[0]", "shipping"]
)
def test_an_empty_parameter_that_cannot_be_unset(judge: Judge, param: str) -> None:
    """An empty string means "unset"."""
    rest = "&".join(pair for pair in GOOD.split("&") if pair.split("=")[0] != param)
    error = judge(INTENT, f"{param}=&{rest}")
    assert (error["code"], error["param"]) == ("parameter_invalid_empty", param)
    assert error["message"] == EMPTY.format(param)


def test_an_empty_string_unsets_where_the_type_says_so(judge: Judge) -> None:
    """The SDK's `Literal[""] | X`; None in the typed parameters."""
    update = "POST /v1/payment_intents/pi_1"
    assert judge(update, "receipt_email=&shipping=") == {"receipt_email": None, "shipping": None}
    assert judge("POST /v1/subscriptions/sub_1", "cancel_at=&items[0][tax_rates]=") == {
        "cancel_at": None, "items": [{"tax_rates": None}],
    }  # fmt: skip


def test_metadata_is_the_clients_own(judge: Judge) -> None:
    """Numbers stay keys, an empty value stays (it removes its key), an empty string clears all (fact 41)."""
    assert judge(INTENT, f"{GOOD}&metadata[0]=a&metadata[1]=")["metadata"] == {"0": "a", "1": ""}
    assert judge(INTENT, f"{GOOD}&metadata=")["metadata"] is None
    assert judge("POST /v1/customers", "metadata[a]=b") == {"metadata": {"a": "b"}}
    assert (
        judge("POST /v1/customers", "shipping[name]=J&shipping[address][line1]=1&metadata[]=b")["param"] == "metadata"
    )


@pytest.mark.parametrize(
    ("body", "param", "message"),
    [
        ("&".join(f"metadata[k{number}]=v" for number in range(51)), "metadata",
         "Metadata can have up to 50 keys, but you passed 51."),
        (f"metadata[{'k' * 41}]=v", "metadata",
         f"Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. "
         f"Invalid key: {'k' * 41}"),
        (f"metadata[k]={'v' * 501}", "metadata[k]",
         f"Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. "
         f"Invalid value: {'v' * 501}"),
        ("metadata[k][l]=v", "metadata[k]", "Metadata values must be strings"),
    ],
    ids=["many", "long key", "long value", "nested"],
)  # fmt: skip
def test_the_limits_of_metadata(judge: Judge, body: str, param: str, message: str) -> None:
    """50 keys, 40 characters, 500 characters (facts 23, 41)."""
    error = judge("POST /v1/customers", body)
    assert (error["status"], error["param"], error["message"]) == (400, param, message)
    assert "code" not in error


def test_types_are_read(judge: Judge) -> None:
    """Numbers, truths, lists, and decimals as they were written."""
    assert judge(SUBSCRIPTION, "customer=cus_1&cancel_at_period_end=false&items[0][price]=p&items[0][quantity]=-2") == {
        "customer": "cus_1", "cancel_at_period_end": False, "items": [{"price": "p", "quantity": -2}],
    }  # fmt: skip
    assert judge("POST /v1/prices", "currency=usd&unit_amount_decimal=0.05")["unit_amount_decimal"] == "0.05"
    assert judge("POST /v1/coupons", "percent_off=12.5") == {"percent_off": 12.5}
    assert judge("POST /v1/coupons", "percent_off=1e1")["message"] == "Invalid decimal: 1e1"


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("items[0][price]=a&items[1][price]=b", [{"price": "a"}, {"price": "b"}]),
        ("items[1][price]=b&items[0][price]=a", [{"price": "a"}, {"price": "b"}]),
        ("items[10][price]=b&items[9][price]=a", [{"price": "a"}, {"price": "b"}]),
        ("items[][price]=a&items[][price]=b", [{"price": "a"}, {"price": "b"}]),
        ("items[][price]=a&items[][quantity]=1", [{"price": "a", "quantity": 1}]),
        ("items[0][discounts][0][coupon]=c", [{"discounts": [{"coupon": "c"}]}]),
    ],
)
def test_lists_in_every_spelling(judge: Judge, body: str, items: list[object]) -> None:
    """`a[0]`, `a[]` and lists of hashes, in the order of their numbers."""
    assert judge(SUBSCRIPTION, f"customer=c&{body}")["items"] == items


def test_the_path_of_a_list_member_is_the_clients(judge: Judge) -> None:
    """`items[3]` is refused as `items[3]`."""
    assert judge(SUBSCRIPTION, "customer=c&items[3][quantity]=x")["param"] == "items[3][quantity]"


def test_unions(judge: Judge) -> None:
    """A timestamp or a range, a word or a number, a word or a truth, an id or a hash."""
    assert judge("GET /v1/charges", "created=5") == {"created": 5}
    assert judge("GET /v1/charges", "created[gte]=5") == {"created": {"gte": 5}}
    assert judge("GET /v1/charges", "created[gte]=x")["param"] == "created[gte]"
    assert judge("GET /v1/charges", "created[foo]=5")["param"] == "created[foo]"
    assert judge("GET /v1/charges", "created=x")["message"] == "Invalid integer: x"
    assert judge(SUBSCRIPTION, "customer=c&trial_end=now")["trial_end"] == "now"
    assert judge(SUBSCRIPTION, "customer=c&trial_end=7")["trial_end"] == 7
    assert judge(INTENT, f"{GOOD}&off_session=one_off")["off_session"] == "one_off"
    assert judge(INTENT, f"{GOOD}&off_session=true")["off_session"] is True
    assert judge("POST /v1/tokens", "card=card_1") == {"card": "card_1"}


def test_a_query_may_ask_to_expand(judge: Judge) -> None:
    """`expand` is on every operation (fact 44), those without parameters too."""
    assert judge("GET /v1/refunds/re_1", "expand[]=charge&expand[]=payment_intent") == {
        "expand": ["charge", "payment_intent"]
    }
    assert judge("DELETE /v1/customers/cus_1", "expand[0]=x") == {"expand": ["x"]}
