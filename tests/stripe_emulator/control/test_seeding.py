"""`POST /_localstack/stripe/seed` and `--fixtures`: files of Stripe's command line tool become an account's objects."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok

CUSTOMER: JSON = {
    "name": "customer",
    "path": "/v1/customers",
    "method": "post",
    "params": {"email": "ada@shop.example"},
}
INTENT: JSON = {"name": "intent", "path": "/v1/payment_intents", "method": "post", "params": {
    "amount": 2000, "currency": "usd", "payment_method_types": ["card"], "customer": "${customer:id}"}}  # fmt: skip
CONFIRMED: JSON = {"name": "confirmed", "path": "/v1/payment_intents/${intent:id}/confirm", "method": "post",
                   "params": {"payment_method": "pm_card_visa"}}  # fmt: skip
DECLINED: JSON = {**CONFIRMED, "params": {"payment_method": "pm_card_chargeDeclined"}}


def seed(account: Account, *fixtures: JSON, **members: Any) -> httpx.Response:
    """Seed the account."""
    return account.introspect("POST", "/seed", params={"account": account.name}, json=body(*fixtures, **members))


def body(*fixtures: JSON, **members: Any) -> JSON:
    """A file of these requests."""
    return {"_meta": {"template_version": 0}, "fixtures": list(fixtures), **members}


def metadata(account: Account, value: Any, *before: JSON, **members: Any) -> JSON:
    """What comes of a value when it is put into the metadata of a customer."""
    row = {"name": "c", "path": "/v1/customers", "method": "POST", "params": {"metadata": {"value": value}}}
    made = ok(seed(account, *before, row, **members))["c"]["metadata"]
    return dict(made)


def test_answers_by_name(account: Account) -> None:
    """Each request runs, later ones with what earlier ones answered."""
    made = ok(seed(account, CUSTOMER, INTENT, CONFIRMED))
    assert list(made) == ["customer", "intent", "confirmed"]
    assert made["confirmed"]["status"] == "succeeded"
    assert account.retrieve(made["intent"]["id"])["customer"] == made["customer"]["id"]
    assert ok(account.get(f"/v1/customers/{made['customer']['id']}"))["email"] == "ada@shop.example"


def test_what_was_seeded_happened(account: Account) -> None:
    """Events and the request log know of it."""
    ok(seed(account, CUSTOMER, INTENT, CONFIRMED))
    assert {"customer.created", "payment_intent.succeeded"} <= {event["type"] for event in account.events()}
    log = account.introspect("GET", "/requests", params={"account": account.name}).json()["data"]
    assert [entry["path"] for entry in log][:2] == ["/v1/customers", "/v1/payment_intents"]


def test_a_get_takes_its_params_along(account: Account) -> None:
    """In the query; a list is reached into by number."""
    listed = {"name": "list", "path": "/v1/payment_intents", "method": "get", "params": {"limit": 1}}
    canceled = {"name": "end", "path": "/v1/payment_intents/${list:data.0.id}/cancel", "method": "post"}
    made = ok(seed(account, CUSTOMER, INTENT, {**INTENT, "name": "second"}, listed, canceled))
    assert [intent["id"] for intent in made["list"]["data"]] == [made["second"]["id"]]
    assert (made["end"]["id"], made["end"]["status"]) == (made["second"]["id"], "canceled")


def test_a_delete(account: Account) -> None:
    """The third method."""
    made = ok(seed(account, CUSTOMER, {"name": "gone", "path": "/v1/customers/${customer:id}", "method": "delete"}))
    assert made["gone"] == {"id": made["customer"]["id"], "object": "customer", "deleted": True}


@pytest.mark.parametrize(("value", "sent"), [
    ("plain", "plain"), (True, "true"), (10.0, "10"), (20.10, "20.1"), (7, "7"),
    ("${customer:email|nobody}", "ada@shop.example"), ("${customer:nothing|a default}", "a default"),
    ("<${customer:id}> and <${customer:object}>", None), ("${.env:PLAN|free}", "free"),
    ("${customer:livemode}", "false"), ("{not: a reference} $5", "{not: a reference} $5"),
])  # fmt: skip
def test_values(account: Account, value: Any, sent: str | None) -> None:
    """As Stripe's tool writes them; references anywhere in a text, with defaults."""
    made = metadata(account, value, CUSTOMER)["value"]
    assert made == sent if sent is not None else made.startswith("<cus_") and made.endswith("> and <customer>")


def test_null_is_left_out(account: Account) -> None:
    """As Stripe's tool leaves it out."""
    assert metadata(account, None, CUSTOMER) == {}


def test_generated_values(account: Account) -> None:
    """The two that Stripe's tool makes up."""
    assert len(metadata(account, "${generate-uuid}")["value"]) == 36
    assert "T" in metadata(account, "${time-now-RFC3339}")["value"]


def test_a_name_may_come_twice(account: Account) -> None:
    """The later answer counts, as Stripe's own files have it."""
    again = {**CUSTOMER, "params": {"email": "grace@shop.example", "description": "after ${customer:id}"}}
    made = ok(seed(account, CUSTOMER, again))
    assert made["customer"]["email"] == "grace@shop.example"
    assert made["customer"]["description"] != f"after {made['customer']['id']}"


def test_env_is_told(account: Account) -> None:
    """What the file wants written to .env comes back under that name."""
    made = ok(seed(account, CUSTOMER, env={"CUSTOMER": "${customer:id}", "KIND": "a ${customer:object}"}))
    assert made[".env"] == {"CUSTOMER": made["customer"]["id"], "KIND": "a customer"}


def test_the_environment_of_the_emulator_is_nobodys_business(account: Account) -> None:
    """Over HTTP a variable is its default, or an error."""
    assert metadata(account, "${.env:PATH|hidden}")["value"] == "hidden"
    wish = {**CUSTOMER, "params": {"name": "${.env:PATH}"}}
    error = error_of(seed(account, wish), 400)
    assert (error["param"], "over HTTP" in error["message"]) == ("fixtures[0].params.name", True)


def test_an_expected_error_is_an_answer(account: Account) -> None:
    """Of that type, and it can be referred to."""
    after = {"name": "c", "path": "/v1/customers", "method": "post",
             "params": {"description": "${confirmed:error.decline_code}"}}  # fmt: skip
    made = ok(seed(account, CUSTOMER, INTENT, {**DECLINED, "expected_error_type": "card_error"}, after))
    assert made["confirmed"]["error"]["code"] == "card_declined"
    assert made["c"]["description"] == "generic_decline"


@pytest.mark.parametrize("expected", [None, "api_error"])
def test_a_refusal_says_which_request_and_why(account: Account, expected: str | None) -> None:
    """Fixture, request, Stripe's error, and what stands."""
    fixture = {**DECLINED, "expected_error_type": expected}
    error = error_of(seed(account, CUSTOMER, INTENT, fixture), 400)
    assert (error["param"], error["fixture"], error["made"]) == ("fixtures[2]", "confirmed", ["customer", "intent"])
    assert error["request"]["path"].startswith("/v1/payment_intents/pi_")
    assert error["request"]["params"] == {"payment_method": "pm_card_chargeDeclined"}
    assert (error["refusal"]["code"], error["refusal"]["decline_code"]) == ("card_declined", "generic_decline")
    assert "was refused with 402 card_error" in error["message"]
    assert ("instead of api_error" in error["message"]) is (expected is not None)


def test_a_new_account_is_seeded_whole_or_not_at_all(account: Account) -> None:
    """What was made before the refusal is gone."""
    error = error_of(seed(account, CUSTOMER, INTENT, DECLINED), 400)
    assert error["kept"] is False
    assert ok(account.get("/v1/customers"))["data"] == []
    assert account.events() == []


def test_an_account_in_use_keeps_what_was_made(account: Account) -> None:
    """Its other objects stay too, and the error says so."""
    before = account.intent()["id"]
    error = error_of(seed(account, CUSTOMER, INTENT, DECLINED), 400)
    assert error["kept"] is True
    assert len(ok(account.get("/v1/customers"))["data"]) == 1
    assert account.retrieve(before)["id"] == before


def test_an_idempotency_key_seeds_once(account: Account) -> None:
    """Fact 29: the second seeding answers the objects of the first."""
    wish = {**CUSTOMER, "idempotency_key": "customer-1"}
    first, second = (ok(seed(account, wish))["customer"]["id"] for _ in range(2))
    assert first == second
    assert len(ok(account.get("/v1/customers"))["data"]) == 1


def test_headers(account: Account) -> None:
    """A request may ask for an API version of its own."""
    ok(seed(account, {**CUSTOMER, "headers": {"Stripe-Version": "2023-10-16"}}, {**CUSTOMER, "name": "plain"}))
    log = account.introspect("GET", "/requests", params={"account": account.name}).json()["data"]
    assert [entry["headers"].get("stripe-version") for entry in log] == ["2023-10-16", None]


def test_urls_lead_back_to_the_emulator(account: Account) -> None:
    """The answers hold the address that the seed was sent to."""
    challenge = {**CONFIRMED, "params": {"payment_method": "pm_card_threeDSecure2Required",
                                         "return_url": "https://shop.example/"}}  # fmt: skip
    made = ok(seed(account, CUSTOMER, INTENT, challenge))["confirmed"]
    assert made["next_action"]["redirect_to_url"]["url"].startswith(account.base)


@pytest.mark.parametrize("fault", [{"kind": "reset_before"}, {"kind": "reset_after"}, {"kind": "status"}])
def test_faults_break_seeds_too(account: Account, fault: JSON) -> None:
    """And are told as what they are."""
    account.intent()
    ok(account.introspect("POST", "/faults", json={**fault, "account": account.name, "path": "/v1/customers"}))
    refusal = error_of(seed(account, CUSTOMER), 400)["refusal"]
    assert refusal["type"] == ("api_error" if fault["kind"] == "status" else "api_connection_error")


def test_the_key_says_whose(account: Account) -> None:
    """Without ?account=; a publishable key seeds nothing."""

    def keyed(key: str) -> httpx.Response:
        return account.introspect("POST", "/seed", json=body(CUSTOMER), headers={"Authorization": f"Bearer {key}"})

    made = ok(keyed(account.secret_key))["customer"]["id"]
    assert [one["id"] for one in ok(account.get("/v1/customers"))["data"]] == [made]
    assert error_of(keyed(account.publishable_key), 403)["code"] == "secret_key_required"
    error_of(keyed("sk_live_1"), 401)


def test_the_file_says_whose(account: Account) -> None:
    """`_meta.account`, which Stripe's tool ignores; the least of the three."""
    file = body(CUSTOMER, _meta={"template_version": 0, "account": account.name})
    ok(account.introspect("POST", "/seed", json=file))
    ok(account.introspect("POST", "/seed", json=file, params={"account": f"{account.name}other"}))
    assert len(ok(account.get("/v1/customers"))["data"]) == 1


def test_nobodys_seed(account: Account) -> None:
    """All three ways are named."""
    message = error_of(account.introspect("POST", "/seed", json=body(CUSTOMER)), 400)["message"]
    assert all(way in message for way in ("?account=", "Authorization", "_meta.account"))
    error_of(account.introspect("POST", "/seed", json=body(CUSTOMER), params={"account": "not a name"}), 401)


@pytest.mark.parametrize(("file", "param"), [
    ([], None), ({}, "fixtures"), ({"fixtures": []}, "fixtures"), ({"fixtures": {}}, "fixtures"),
    ({"fixtures": ["x"]}, "fixtures[0]"), ({"fixture": []}, "fixture"), (body(CUSTOMER, _meta=7), "_meta"),
    (body(CUSTOMER, _meta={"template_version": 1}), "_meta.template_version"),
    (body(CUSTOMER, _meta={"account": 7}), "_meta.account"), (body(CUSTOMER, env=[]), "env"),
    (body(CUSTOMER, env={"A": 7}), "env.A"), (body(CUSTOMER, env={"A": "${nobody:id}"}), "env.A"),
    (body({**CUSTOMER, "name": ""}), "fixtures[0].name"), (body({**CUSTOMER, "name": ".env"}), "fixtures[0].name"),
    (body({**CUSTOMER, "method": "put"}), "fixtures[0].method"),
    (body({**CUSTOMER, "path": "/v2/things"}), "fixtures[0].path"),
    (body({**CUSTOMER, "path": "/v1/customers?limit=1"}), "fixtures[0].path"),
    (body({**CUSTOMER, "params": "a=b"}), "fixtures[0].params"),
    (body({**CUSTOMER, "headers": {"A": 1}}), "fixtures[0].headers.A"),
    (body({**CUSTOMER, "api_base": "https://elsewhere"}), "fixtures[0].api_base"),
    (body({name: CUSTOMER[name] for name in ("name", "path")}), "fixtures[0].method"),
    (body(CUSTOMER, {**CONFIRMED, "path": "/v1/x/${later:id}"}), "fixtures[1].path"),
    (body(INTENT, CUSTOMER), "fixtures[0].params.customer"),
    (body(CUSTOMER, {**INTENT, "params": {"expand": ["a", "${custmer:id}"]}}), "fixtures[1].params.expand[1]"),
    (body(CUSTOMER, {**CUSTOMER, "idempotency_key": "${nobody:id}"}), "fixtures[1].idempotency_key"),
    (body(CUSTOMER, {**CUSTOMER, "params": {"name": "${unheard-of}"}}), "fixtures[1].params.name"),
])  # fmt: skip
def test_what_is_wrong_with_the_file_is_found_before_anything_runs(account: Account, file: Any, param: str) -> None:
    """The member by its path."""
    answer = account.introspect("POST", "/seed", params={"account": account.name}, json=file)
    assert error_of(answer, 400).get("param") == param
    assert ok(account.get("/v1/customers"))["data"] == []


def test_a_near_name_is_proposed(account: Account) -> None:
    """A typing mistake costs a second, not a minute."""
    wish = {**INTENT, "params": {"customer": "${custmer:id}"}}
    assert "Did you mean 'customer'?" in error_of(seed(account, CUSTOMER, wish), 400)["message"]


@pytest.mark.parametrize(("reference", "told"), [("${customer:plan}", "plan is not there"),
                                                 ("${customer:metadata}", "is no text")])  # fmt: skip
def test_what_an_answer_does_not_hold(account: Account, reference: str, told: str) -> None:
    """Named with what there is."""
    error = error_of(seed(account, CUSTOMER, {**CUSTOMER, "name": "b", "params": {"name": reference}}), 400)
    assert error["param"] == "fixtures[1].params.name"
    assert told in error["message"]
    assert "email" in error["message"]


def test_no_json(account: Account) -> None:
    """Is said."""
    assert "not JSON" in error_of(account.introspect("POST", "/seed", content=b"{"), 400)["message"]


def command(path: Path, *arguments: str) -> subprocess.Popen[str]:
    """`stripe-emulator --fixtures FILE`."""
    line = [sys.executable, "-m", "stripe_emulator", "--port", "0", "--fixtures", str(path), *arguments]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def written(folder: Path, *fixtures: JSON, **members: Any) -> Path:
    """A file of these requests on disk."""
    path = folder / "seed.json"
    path.write_text(json.dumps(body(*fixtures, **members)), "utf-8")
    return path


@pytest.mark.parametrize(("account", "arguments"), [("fromfile", []), ("fromline", ["--account", "fromline"])])
def test_a_command_seeds_before_it_is_ready(
    tmp_path: Path, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, account: str, arguments: list[str]
) -> None:
    """Environment variables are read, what the file wants told is printed."""
    monkeypatch.setenv("SHOP_MAIL", "grace@shop.example")
    wish = {**CUSTOMER, "params": {"email": "${.env:SHOP_MAIL}"}}
    meta = {"template_version": 0, "account": "fromfile"}
    process = command(written(tmp_path, wish, _meta=meta, env={"CUSTOMER": "${customer:id}"}), *arguments)
    try:
        assert process.stdout is not None
        seeded, told, ready = (process.stdout.readline().strip() for _ in range(3))
        made = Account(account, ready.removeprefix("ready "), http).get("/v1/customers").json()["data"]
    finally:
        process.terminate()
        process.communicate()
    assert [(one["email"]) for one in made] == ["grace@shop.example"]
    assert (seeded, told) == (f"seeded sk_test_{account}: customer={made[0]['id']}", f"CUSTOMER={made[0]['id']}")


@pytest.mark.parametrize(("fixtures", "arguments", "told"), [
    ([CUSTOMER], [], "Give --account X"),
    ([{**CUSTOMER, "path": "/v1/nothing"}], ["--account", "a"], "Unrecognized request URL (POST: /v1/nothing)"),
    ([INTENT], ["--account", "a"], "no earlier fixture"), ([CUSTOMER], ["--account", "not a name"], "Invalid API Key"),
])  # fmt: skip
def test_a_command_that_cannot_seed(tmp_path: Path, fixtures: list[JSON], arguments: list[str], told: str) -> None:
    """Ends with 2 and says why, without a traceback, and was never ready."""
    process = command(written(tmp_path, *fixtures), *arguments)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (2, "")
    assert told in errors
    assert "Traceback" not in errors


def test_a_command_without_its_file(tmp_path: Path) -> None:
    """Likewise."""
    process = command(tmp_path / "nowhere.json")
    assert "nowhere.json" in process.communicate(timeout=30)[1]
    assert process.returncode == 2
