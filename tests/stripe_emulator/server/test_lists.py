"""Lists, cursors, filters, expansion and metadata: the mechanics every resource shares (facts 41, 42, 44, 45)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import Account, error_of, eventually, ok

INTENTS = "/v1/payment_intents"


def ids(body: dict[str, Any]) -> list[str]:
    """The ids of a list."""
    return [item["id"] for item in body["data"]]


def made(account: Account, count: int) -> list[str]:
    """That many PaymentIntents, newest first."""
    return [account.intent(1000 + number)["id"] for number in range(count)][::-1]


def test_the_shape_of_a_list(account: Account) -> None:
    """Fact 42: object, url, has_more, data; ten at a time, newest first."""
    newest_first = made(account, 12)
    body = ok(account.get(INTENTS))
    assert (body["object"], body["url"], body["has_more"]) == ("list", INTENTS, True)
    assert ids(body) == newest_first[:10]


def test_an_empty_list(account: Account) -> None:
    """An account starts with nothing."""
    assert ok(account.get(INTENTS)) == {"object": "list", "url": INTENTS, "has_more": False, "data": []}


def test_forward_and_back(account: Account) -> None:
    """Fact 42: starting_after and ending_before are object ids."""
    newest_first = made(account, 7)
    first = ok(account.get(INTENTS, {"limit": 3}))
    second = ok(account.get(INTENTS, {"limit": 3, "starting_after": ids(first)[-1]}))
    third = ok(account.get(INTENTS, {"limit": 3, "starting_after": ids(second)[-1]}))
    assert ids(first) + ids(second) + ids(third) == newest_first
    assert [page["has_more"] for page in (first, second, third)] == [True, True, False]
    back = ok(account.get(INTENTS, {"limit": 3, "ending_before": ids(third)[0]}))
    assert ids(back) == ids(second), "the page just before, still newest first"
    assert ok(account.get(INTENTS, {"limit": 3, "ending_before": ids(second)[0]}))["has_more"] is False


def test_the_sdk_pages_through(account: Account) -> None:
    """The real SDK's iterator sees each object once, in both directions."""
    newest_first = made(account, 11)
    forward = account.sdk.v1.payment_intents.list({"limit": 4}).auto_paging_iter()
    assert [intent.id for intent in forward] == newest_first
    back = account.sdk.v1.payment_intents.list({"limit": 4, "ending_before": newest_first[-1]}).auto_paging_iter()
    assert [intent.id for intent in back] == newest_first[-2::-1]


@pytest.mark.stripe
@pytest.mark.parametrize("limit", ["0", "101", "-1", "abc", ""])
def test_limits_out_of_range(account: Account, limit: str) -> None:
    """Fact 42: 1 to 100."""
    assert error_of(account.get(INTENTS, {"limit": limit}), 400)["param"] == "limit"


@pytest.mark.stripe
def test_both_cursors_at_once(account: Account) -> None:
    """Fact 42: mutually exclusive."""
    one = made(account, 1)[0]
    error_of(account.get(INTENTS, {"starting_after": one, "ending_before": one}), 400)


@pytest.mark.stripe
@pytest.mark.parametrize("cursor", ["starting_after", "ending_before"])
def test_an_unknown_cursor(account: Account, cursor: str) -> None:
    """Fact 20: an id that is a parameter."""
    error = error_of(account.get(INTENTS, {cursor: "pi_nowhere"}), 400)
    assert (error["code"], error["param"]) == ("resource_missing", cursor)


def test_accounts_do_not_see_each_other(account: Account, new_account: Any) -> None:
    """State is per key."""
    mine, other = account.pay()["id"], new_account()
    assert ok(other.get(INTENTS))["data"] == []
    error_of(other.get(f"{INTENTS}/{mine}"), 404)
    error_of(other.post(f"{INTENTS}/{mine}/cancel"), 404)
    error_of(other.post("/v1/refunds", {"payment_intent": mine}), 400, 404)
    assert ok(other.get("/v1/events"))["data"] == []


@pytest.mark.stripe
@pytest.mark.parametrize("resource", ["charges", "refunds"])
def test_filtered_by_payment_intent(account: Account, resource: str) -> None:
    """Fact 45."""
    first, second = account.pay()["id"], account.pay()["id"]
    for intent in (first, second):
        ok(account.post("/v1/refunds", {"payment_intent": intent}))
    found = ok(account.get(f"/v1/{resource}", {"payment_intent": first}))["data"]
    assert [item["payment_intent"] for item in found] == [first]


@pytest.mark.stripe
def test_filtered_by_customer(account: Account) -> None:
    """Fact 45."""
    customer = ok(account.post("/v1/customers"))["id"]
    mine = account.intent(customer=customer)["id"]
    account.intent()
    assert ids(ok(account.get(INTENTS, {"customer": customer}))) == [mine]


@pytest.mark.stripe
def test_filtered_by_time(account: Account) -> None:
    """Fact 45: exact, gt, gte, lt, lte."""
    created = account.intent()["created"]
    counts = {
        str(wish): len(ok(account.get(INTENTS, {"created": wish}))["data"])
        for wish in (created, {"gte": created}, {"lte": created}, {"gt": created}, {"lt": created}, {"gt": 1, "lt": 2})
    }
    assert list(counts.values()) == [1, 1, 1, 0, 0, 0], counts


@pytest.mark.stripe
def test_events_by_type(account: Account) -> None:
    """Fact 45: type, or types[]."""
    account.pay()
    two = ("payment_intent.created", "charge.succeeded")
    eventually(lambda: len(account.events(*two)) == 2, reason=f"one event each of {two}")
    one = ok(account.get("/v1/events", {"type": "payment_intent.succeeded"}))["data"]
    assert [event["type"] for event in one] == ["payment_intent.succeeded"]


@pytest.mark.stripe
def test_expanding_on_every_verb(account: Account) -> None:
    """Fact 44: on create, retrieve, update and list (with `data.`)."""
    made_expanded = account.pay(expand=["latest_charge", "payment_method"])
    assert made_expanded["latest_charge"]["object"] == "charge"
    assert made_expanded["payment_method"]["object"] == "payment_method"
    intent = made_expanded["id"]
    assert account.retrieve(intent, expand=["latest_charge"])["latest_charge"]["object"] == "charge"
    updated = ok(account.post(f"{INTENTS}/{intent}", {"description": "x", "expand": ["latest_charge"]}))
    assert updated["latest_charge"]["object"] == "charge"
    listed = ok(account.get(INTENTS, {"expand": ["data.latest_charge"]}))["data"][0]
    assert listed["latest_charge"]["object"] == "charge"
    assert isinstance(account.retrieve(intent)["latest_charge"], str), "expansion is for one answer"


@pytest.mark.stripe
def test_expanding_within_the_expanded(account: Account) -> None:
    """Fact 44: dots go deeper; four levels are allowed."""
    intent = account.pay(customer=ok(account.post("/v1/customers"))["id"])["id"]
    charge = account.retrieve(intent, expand=["latest_charge.customer"])["latest_charge"]
    assert charge["customer"]["object"] == "customer"
    deep = account.retrieve(intent, expand=["latest_charge.payment_intent.latest_charge.payment_intent"])
    assert deep["latest_charge"]["payment_intent"]["latest_charge"]["payment_intent"]["id"] == intent


@pytest.mark.stripe
def test_expanding_null_is_null(account: Account) -> None:
    """What is not there stays null."""
    intent = account.intent()["id"]
    assert account.retrieve(intent, expand=["latest_charge", "customer"])["latest_charge"] is None


@pytest.mark.stripe
@pytest.mark.parametrize("path", [
    "latest_charge.payment_intent.latest_charge.payment_intent.latest_charge", "foo", "amount", "latest_charge.foo",
    "data.latest_charge", "", ".", "latest_charge.", "id",
])  # fmt: skip
def test_what_cannot_be_expanded(account: Account, path: str) -> None:
    """Fact 44: five levels, unknown and plain fields are refused."""
    intent = account.pay()["id"]
    error = error_of(account.get(f"{INTENTS}/{intent}", {"expand": [path]}), 400)
    assert (error["type"], error["param"]) == ("invalid_request_error", "expand" if path else "expand[0]")
    assert not path or error["message"] in (
        f"This property cannot be expanded ({path}).",
        "You cannot expand more than 4 levels of a property.",
    )


@pytest.mark.stripe
def test_a_bad_expand_does_no_work(account: Account) -> None:
    """Refused before anything is created or charged."""
    error_of(account.try_pay(expand=["foo"]), 400)
    assert ok(account.get("/v1/charges"))["data"] == []


@pytest.mark.stripe
def test_metadata_is_merged(account: Account) -> None:
    """Fact 41: set, change, remove with an empty value, clear with an empty metadata; values are strings."""
    path = f"{INTENTS}/{account.intent(metadata={'a': 1, 'b': '2'})['id']}"
    assert ok(account.get(path))["metadata"] == {"a": "1", "b": "2"}
    assert ok(account.post(path, {"metadata": {"b": "3", "c": "4"}}))["metadata"] == {"a": "1", "b": "3", "c": "4"}
    assert ok(account.post(path, {"metadata": {"a": ""}}))["metadata"] == {"b": "3", "c": "4"}
    assert ok(account.post(path, {"description": "x"}))["metadata"] == {"b": "3", "c": "4"}
    assert ok(account.post(path, {"metadata": ""}))["metadata"] == {}


@pytest.mark.stripe
def test_metadata_keeps_any_text(account: Account) -> None:
    """Unicode, brackets within a value, plus and percent signs."""
    metadata = {"é": "☃ 100 % + [a]=b&c", "with space": "  x  ", "quote'\"": "<script>"}
    assert account.intent(metadata=metadata)["metadata"] == metadata


@pytest.mark.stripe
@pytest.mark.parametrize("metadata", [
    {f"k{number}": "v" for number in range(51)}, {"k" * 41: "v"}, {"k": "v" * 501}, {"k": {"nested": "v"}},
], ids=["51 keys", "key of 41", "value of 501", "nested"])  # fmt: skip
def test_metadata_beyond_its_limits(account: Account, metadata: Any) -> None:
    """Facts 23 and 41."""
    answer = account.post(INTENTS, {"amount": 2000, "currency": "usd", "metadata": metadata})
    assert error_of(answer, 400)["param"].startswith("metadata")


@pytest.mark.stripe
def test_metadata_at_its_limits(account: Account) -> None:
    """Fact 41: 50 keys of 40 characters with values of 500."""
    metadata = {f"{number:040d}": "v" * 500 for number in range(50)}
    assert account.intent(metadata=metadata)["metadata"] == metadata


@pytest.mark.stripe
def test_the_message_of_a_long_value(account: Account) -> None:
    """Fact 23."""
    answer = account.post(INTENTS, {"amount": 2000, "currency": "usd", "metadata": {"k": "v" * 501}})
    assert error_of(answer, 400)["message"].startswith(
        "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. Invalid value"
    )


@pytest.mark.stripe
def test_an_update_counts_the_keys_already_there(account: Account) -> None:
    """Fifty in all, not per request."""
    path = f"{INTENTS}/{account.intent(metadata={f'k{number}': 'v' for number in range(50)})['id']}"
    error_of(account.post(path, {"metadata": {"one more": "v"}}), 400)
    assert len(ok(account.get(path))["metadata"]) == 50


@pytest.mark.stripe
@pytest.mark.parametrize("names", [{"007": "bond", "42": "answer"}, {"0": "zero"}, {"1": "a", "0": "b"}, {"00": "c"}])
def test_metadata_names_may_be_numbers(account: Account, names: dict[str, str]) -> None:
    """Fact 41: names are strings, also when they look like the index of a list."""
    assert account.intent(metadata=names)["metadata"] == names


@pytest.mark.stripe
@pytest.mark.parametrize(("resource", "filters"), [
    ("payment_intents", "customer"), ("charges", "customer payment_intent transfer_group"),
    ("refunds", "charge payment_intent"), ("disputes", "charge payment_intent"), ("events", "type delivery_success"),
    ("payment_methods", "customer type allow_redisplay"), ("setup_intents", "customer payment_method attach_to_self"),
])  # fmt: skip
def test_documented_filters(account: Account, resource: str, filters: str) -> None:
    """Fact 45: each is known, and what matches nothing lists nothing."""
    account.pay()
    for name in filters.split():
        value = {"delivery_success": False, "attach_to_self": True, "type": "us_bank_account"}.get(name, "xx_nowhere")
        answer = account.get(f"/v1/{resource}", {name: "always" if name == "allow_redisplay" else value})
        if answer.status_code == 400:  # an id that is not there may be refused, the parameter may not
            assert error_of(answer, 400)["code"] == "resource_missing", name
        else:
            assert ok(answer)["object"] == "list"
