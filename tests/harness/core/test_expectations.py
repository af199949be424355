"""Matchers: each tells right from wrong, and a failure shows the value."""

import pytest

from harness import (
    Failure,
    Matcher,
    absent,
    at_least,
    at_most,
    contains,
    differs_from,
    equals,
    expect,
    lacks,
    none_of,
    one_of,
    present,
    starts_with,
)

EACH = {
    "present": (present, "order_1", None),
    "present, not empty": (present, "order_1", ""),
    "absent": (absent, None, ""),
    "equals": (equals(5999), 5999, 59.99),
    "differs_from": (differs_from("pi_1"), "pi_2", "pi_1"),
    "one_of": (one_of((404, 422)), 422, 200),
    "one_of a generator": (one_of(status for status in (404, 422)), 422, 200),
    "none_of": (none_of(("open", "paid")), "canceled", "open"),
    "contains": (contains("59.99"), "It costs $59.99", "It costs $5999"),
    "contains a member": (contains(200), [409, 200], [409, 409]),
    "lacks": (lacks("sk_"), "pk_test_1", "sk_test_1"),
    "starts_with": (starts_with("http"), "http://127.0.0.1", "127.0.0.1"),
    "starts_with, nothing there": (starts_with("http"), "http://127.0.0.1", None),
    "at_most": (at_most(5999), 5999, 6000),
    "at_least": (at_least(0.3), 0.3, 0.2),
}


@pytest.mark.parametrize("name", EACH)
def test_a_matcher_holds_for_one_value_and_not_for_another(name: str) -> None:
    matcher, good, bad = EACH[name]
    expect(good, matcher, "the thing")
    with pytest.raises(Failure) as failed:
        expect(bad, matcher, "the thing")
    assert failed.value.code == "unexpected_value"
    assert failed.value.then == (f"it is {matcher.words}",)


def test_a_failure_keeps_the_value() -> None:
    with pytest.raises(Failure) as failed:
        expect(None, present, "the order id")
    assert str(failed.value) == (
        "the order id is wrong [unexpected_value]\n"
        "      Let the case read the order id\n"
        "     Then it is present and not empty\n"
        "  However it is None"
    )


def test_a_failure_shows_no_secret_and_no_endless_text() -> None:
    """Not even one that is cut through."""
    card = "4242424242424242"
    with pytest.raises(Failure) as failed:
        expect("x" * 390 + f" {card} " + "y" * 5000, lacks(card), "the body")
    assert "424242424" not in str(failed.value)
    assert len(str(failed.value)) < 700


def test_a_suite_may_have_a_matcher_of_its_own() -> None:
    even = Matcher(lambda got: got % 2 == 0, "an even number")
    expect(4, even, "the number")
    with pytest.raises(Failure, match="the number is wrong"):
        expect(5, even, "the number")
