"""Each rule sees what breaks it, and is silent about what does not."""

from __future__ import annotations

import pytest

from harness.tap.judgement import judge
from tests.harness.tap.sent import codes, sent

PAY = {"amount": "100", "currency": "usd"}
REFUND = {"payment_intent": "pi_1", "amount": "100"}
# As stripe-python 15 and 16 draw them.
DRAWN = ("0f8fad5b-d9cb-469f-a165-70867728950e", "1f20406f-3dcc-5c06-9614-34fbbeb6920b")
VISA = "4242 4242 4242 4242"
# Not a documented test card: told by its check digit.
REAL_VISA = "4012888888881881"


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"amount": "100", "currency": "usd"}, []),
        ({"amount": "100", "currency": "usd", "surcharge": "5"}, [("stripe_unknown_parameter", "surcharge")]),
        (
            {**PAY, "a": "1", "shipping[name]": "A", "shipping[address][line1]": "x", "shipping[b]": "1"},
            [("stripe_unknown_parameter", "a"), ("stripe_unknown_parameter", "shipping[b]")],
        ),
        ({"amount": "100"}, [("stripe_missing_parameter", "currency")]),
        ({"amount": "59.99", "currency": "usd"}, [("stripe_mistyped_parameter", "amount")]),
        ({**PAY, "capture_method": "later"}, [("stripe_mistyped_parameter", "capture_method")]),
        ({"amount": "1", "currency": "usd", "expand[0]": "latest_charge"}, []),
    ],
)
def test_parameters(params: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert codes(sent("/v1/payment_intents", params)) == found


def test_parameters_of_a_query_are_judged_too() -> None:
    assert codes(sent("/v1/refunds", {"limit": "100"}, method="GET")) == []
    found = codes(sent("/v1/refunds", {"limit": "many", "page": "2"}, method="GET"))
    assert found == [("stripe_mistyped_parameter", "limit"), ("stripe_unknown_parameter", "page")]


def test_parameters_that_cannot_be_read() -> None:
    assert codes(sent("/v1/refunds", {**REFUND, "metadata[a]b]": "1"})) == [
        ("stripe_unreadable_parameters", "metadata[a]b]")
    ]
    assert codes(sent("/v1/refunds", {**REFUND, "metadata": "x", "metadata[a]": "1"}))[0][0] == (
        "stripe_unreadable_parameters"
    )


def test_the_version_of_the_request_decides() -> None:
    params = {"customer": "cus_1", "coupon": "c"}
    codes_by_version = {
        version: [code for code, _ in codes(sent("/v1/subscriptions", params, headers={"Stripe-Version": version}))]
        for version in ("2023-10-16", "2026-08-26.dahlia")
    }
    assert "stripe_deprecated_parameter" not in codes_by_version["2023-10-16"]
    assert "stripe_deprecated_parameter" in codes_by_version["2026-08-26.dahlia"]


def test_operations() -> None:
    assert codes(sent("/v1/refunds/re_1", method="GET"), sent("/v2/core/events", method="GET")) == []
    assert codes(sent("/v1/refund", method="GET")) == [("stripe_unknown_operation", "")]


def test_deprecated_parameters() -> None:
    assert ("stripe_deprecated_parameter", "source") in codes(sent("/v1/customers", {"source": "tok_visa"}))
    assert codes(sent("/v1/customers", {"payment_method": "pm_card_visa"})) == []


@pytest.mark.parametrize(
    ("value", "is_card"),
    [
        (VISA, True),
        (VISA.replace(" ", ""), True),
        (f"paid with {REAL_VISA}.", True),
        ("3782 822463 10005", True),
        ("4012888888881882", False),
        ("1795568176123456", False),
        (f"order-{REAL_VISA}-1", False),
        ("pm_4012888888881881", False),
    ],
)
def test_card_numbers(value: str, is_card: bool) -> None:
    found = codes(sent("/v1/payment_intents", {"amount": "1", "currency": "usd", "metadata[note]": value}))
    assert found == ([("stripe_card_data_sent", "metadata[note]")] if is_card else [])


def test_card_data_by_name_in_headers_and_in_the_path() -> None:
    raw = {
        "type": "card",
        "card[number]": REAL_VISA,
        "card[exp_month]": "1",
        "card[exp_year]": "2030",
        "card[cvc]": "123",
    }
    breaches = [("stripe_card_data_sent", "card[cvc]"), ("stripe_card_data_sent", "card[number]")]
    assert codes(sent("/v1/payment_methods", raw)) == breaches
    assert codes(sent("/v1/refunds", REFUND, headers={"X-Note": VISA})) == [("stripe_card_data_sent", "header X-Note")]
    found = codes(sent(f"/v1/payment_methods/{REAL_VISA}", method="GET"))
    assert found == [("stripe_card_data_sent", "the path")]


def test_secrets_in_urls() -> None:
    params = {"client_secret": "pi_1_secret_abc"}
    path = "/v1/payment_intents/pi_1"
    assert codes(sent(path, params, method="GET")) == [("stripe_secret_in_url", "client secret")]
    assert codes(sent(path + "?a=" + "sk_" + "test_1", method="GET"))[0][0] == "stripe_secret_in_url"
    assert codes(sent(path + "/confirm", {**params, "payment_method": "pm_1"})) == []
    assert codes(sent(path, method="GET")) == []


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ({f"metadata[{number}]": "v" * 500 for number in range(50)}, []),
        ({f"metadata[{number}]": "v" for number in range(51)}, ["metadata"]),
        ({"metadata[" + "k" * 41 + "]": "v"}, ["metadata"]),
        ({"metadata[note]": "v" * 501}, ["metadata[note]"]),
        ({"metadata[a][b]": "v"}, ["metadata[a]"]),
        ({"metadata": "text"}, ["metadata"]),
        ({"metadata": ""}, []),
        (
            {
                "transfer_data[destination]": "acct_1",
                "payment_method_data[metadata][n]": "v" * 501,
                "payment_method_data[type]": "alipay",
            },
            ["payment_method_data[metadata][n]"],
        ),
    ],
)
def test_metadata(metadata: dict[str, str], found: list[str]) -> None:
    params = {"amount": "1", "currency": "usd", **metadata}
    assert codes(sent("/v1/payment_intents", params)) == [("stripe_metadata_over_limit", param) for param in found]


def test_a_write_without_a_key() -> None:
    assert codes(sent("/v1/refunds", REFUND, key="")) == [("stripe_idempotency_key_absent", "")]
    assert codes(sent("/v1/refunds", method="GET"), sent("/v1/customers/cus_1", method="DELETE")) == []


def test_a_key_for_one_write_only() -> None:
    first, again = sent("/v1/refunds", REFUND), sent("/v1/refunds", dict(reversed(REFUND.items())), at=1)
    other = sent("/v1/refunds", {**REFUND, "amount": "200"}, at=2)
    elsewhere = sent("/v1/payment_intents/pi_1/capture", at=3)
    assert codes(first, again) == []
    assert codes(first, other) == [("stripe_idempotency_key_reused", "")]
    assert codes(first, elsewhere) == [("stripe_idempotency_key_reused", "")]


@pytest.mark.parametrize("outcome", [{"broken": "closed"}, {"status": 500}, {"status": 409}, {"status": 429}])
def test_a_retry_under_another_key(outcome: dict[str, int]) -> None:
    failed = [sent("/v1/refunds", REFUND, key="a", at=at, **outcome) for at in (0, 1)]  # type: ignore[arg-type]
    retried = sent("/v1/refunds", REFUND, key="b", at=2)
    assert codes(*failed, retried) == [("stripe_retry_changed_key", "")]
    assert codes(*failed, sent("/v1/refunds", REFUND, key="a", at=2)) == []


def test_no_retry_is_what_came_after_an_answer_or_at_the_same_time() -> None:
    lost = sent("/v1/refunds", REFUND, key="a", broken="closed")
    second = sent("/v1/refunds", REFUND, key="b", at=3)
    assert codes(lost, sent("/v1/refunds", REFUND, key="a", at=1), second) == []
    assert codes(sent("/v1/refunds", REFUND, key="a", status=400), second) == []
    assert codes(lost, sent("/v1/refunds", REFUND, key="b", at=0.1)) == []
    assert codes(lost, sent("/v1/refunds", {**REFUND, "amount": "1"}, key="b", at=1)) == []


def test_a_request_that_was_cut_is_judged_by_its_head_only() -> None:
    """No parameter is missing or unknown in it, and neither its key nor a retry says anything."""
    cut = sent("/v1/refunds", {"surcharge": "1", "card[cvc]": "123"}, key="a", broken="closed", complete=False)
    assert codes(cut) == []
    assert codes(cut, sent("/v1/refunds", REFUND, key="a", at=1)) == []
    assert codes(cut, sent("/v1/refunds", {"surcharge": "1", "card[cvc]": "123"}, key="a", at=1)) == codes(
        sent("/v1/refunds", {"surcharge": "1", "card[cvc]": "123"}, key="a", at=1)
    )
    assert codes(sent("/v1/refunds", key="a", broken="closed", complete=False), sent("/v1/refunds", key="b", at=1)) == (
        codes(sent("/v1/refunds", key="b", at=1))
    )
    head_only = sent(f"/v1/refund?a={VISA}", key="", broken="closed", complete=False)
    assert codes(head_only) == [
        ("stripe_card_data_sent", "a"),
        ("stripe_idempotency_key_absent", ""),
        ("stripe_unknown_operation", ""),
    ]


def test_an_answer_that_the_tap_could_not_read_proves_no_failure() -> None:
    unread, later = sent("/v1/refunds", REFUND, key="a", broken="unread"), sent("/v1/refunds", REFUND, key="b", at=1)
    assert codes(unread, later) == []


def test_bodies_that_are_no_forms_are_not_compared() -> None:
    """Two files, one lost: nothing says that the second is the first one again."""
    multipart = {"Content-Type": "multipart/form-data; boundary=b"}
    lost, other = (
        sent("/v1/files", {"file": name}, key=name, broken=broken, at=at, headers=multipart)
        for name, broken, at in (("a", "closed", 0), ("b", "", 1))
    )
    assert "stripe_retry_changed_key" not in dict(codes(lost, other))


def test_what_can_happen_but_once_may_go_on_after_an_answered_failure() -> None:
    path, paid = "/v1/payment_intents/pi_1/confirm", {"payment_method": "pm_1"}
    again = sent(path, paid, key="b", at=1)
    assert codes(sent(path, paid, key="a", status=500), again) == []
    assert codes(sent(path, paid, key="a", broken="closed"), again) == [("stripe_retry_changed_key", "")]


def test_a_new_key_is_the_way_on_where_stripe_keeps_a_failure_for_the_old_one() -> None:
    """Of what only begins a payment; a refund could have been made."""
    begin = {"amount": "100", "currency": "usd"}
    for path, params, found in (
        ("/v1/payment_intents", begin, []),
        ("/v1/refunds", REFUND, [("stripe_retry_changed_key", "")]),
    ):
        failed = [sent(path, params, key="a", at=at, status=500) for at in (0, 1)]
        failed[1].exchange.answer_headers.append((b"Idempotent-Replayed", b"true"))
        assert codes(*failed, sent(path, params, key="b", at=2)) == found
        assert codes(failed[0], sent(path, params, key="b", at=2)) == [("stripe_retry_changed_key", "")]


@pytest.mark.parametrize(
    ("path", "params", "found"),
    [
        ("/v1/refunds", REFUND, []),
        ("/v1/payment_intents/pi_1", {}, []),
        ("/v1/refunds", {"payment_intent": "pi_2"}, [("stripe_retry_changed_key", "")]),
        ("/v1/payment_intents/pi_2", {}, [("stripe_retry_changed_key", "")]),
    ],
)
def test_who_has_asked_what_came_of_it_may_go_on(
    path: str, params: dict[str, str], found: list[tuple[str, str]]
) -> None:
    """Stripe keeps its 5xx for the key, for a day: what was made is found at Stripe, and the next try has another."""
    failed = sent("/v1/refunds", REFUND, key="a", status=500)
    again = sent("/v1/refunds", REFUND, key="b", at=2)
    asked = {name: value for name, value in params.items() if name != "amount"}
    look, late = (sent(path, asked, method="GET", at=at) for at in (1, 3))
    lost = sent("/v1/refunds", REFUND, key="a", broken="closed")
    assert codes(failed, look, again) == found
    for readings in ((lost, look, again), (failed, again, late)):
        assert codes(*readings) == [("stripe_retry_changed_key", "")]


def test_keys_that_the_sdk_draws_are_no_keys_of_the_checkout() -> None:
    lost, again = (
        sent("/v1/refunds", REFUND, key=key, broken=broken, at=at)
        for key, broken, at in zip(DRAWN, ("closed", ""), (0, 1), strict=True)
    )
    assert codes(lost, again) == [("stripe_idempotency_key_absent", ""), ("stripe_retry_changed_key", "")]
    assert codes(lost, sent("/v1/payment_intents", {"amount": "1", "currency": "usd"}, key=DRAWN[1], at=1)) == []


@pytest.mark.parametrize(
    ("path", "form", "begins"),
    [
        ("/v1/payment_intents", {"amount": "500", "currency": "usd"}, True),
        ("/v1/payment_intents", {"amount": "500", "currency": "usd", "confirm": "true"}, False),
        ("/v1/checkout/sessions", {"mode": "payment"}, True),
        ("/v1/payment_intents/pi_1/confirm", {}, False),
        ("/v1/refunds", REFUND, False),
    ],
)
def test_a_repeated_write_says_whether_it_only_begins_a_payment(path: str, form: dict[str, str], begins: bool) -> None:
    """Made twice, an intent that nobody confirmed has taken nothing."""
    twice = [sent(path, form, key="a", broken="closed"), sent(path, form, key="b", at=1)]
    found = [row["begins"] for row in judge(twice)["findings"] if row["code"] == "stripe_retry_changed_key"]
    assert found == [begins]
