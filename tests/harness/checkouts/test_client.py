"""The connection of an adapter's methods: what it records and under which name, and how an answer ends a call."""

from collections.abc import Iterator

import pytest

from harness.checkouts import Client, Lost, Refused
from harness.checkouts.client import last_answer, operation, silently
from harness.core.history import History
from tests.harness.stub import Stub


@pytest.fixture
def history() -> History:
    """What is recorded."""
    return History()


@pytest.fixture
def client(stub: Stub, history: History) -> Iterator[Client]:
    """Ada's connection to the stub."""
    stub.answers |= {("GET", "/here"): (200, {"a": 1}), ("POST", "/here"): (201, {}), ("GET", "/moved"): (302, {})}
    made = Client(stub.url, "Ada a@shop.example", history)
    yield made
    made.close()


def names(history: History) -> list[str]:
    """The operations that were recorded."""
    return [event.operation for event in history.of(kind="invoke")]


def test_requests_are_told_by_what_the_adapter_was_asked_for(client: Client, history: History) -> None:
    client.get("/here")
    with operation("begin", payment_intent_id="pi_1"):
        client.get("/here")
        with operation("cart"):
            client.get("/here")
        client.get("/here")
    client.get("/here")
    assert names(history) == ["request", "begin", "cart", "begin", "request"]
    told = [event.data.get("payment_intent_id") for event in history.of(kind="ok")]
    assert told == [None, "pi_1", None, "pi_1", None]
    assert {event.actor for event in history.events} == {"Ada a@shop.example"}


def test_what_the_harness_looks_at_for_itself_is_no_part_of_the_story(client: Client, history: History) -> None:
    with silently():
        client.get("/here")
        with pytest.raises(Refused):
            client.get("/nowhere")
    assert history.events == []
    client.get("/here")
    assert names(history) == ["request"]


def test_an_answer_of_400_or_more_is_a_refusal(client: Client) -> None:
    with operation("add"), pytest.raises(Refused, match="refused to add") as raised:
        client.get("/nowhere")
    assert raised.value.answer.status == 404
    assert client.exchange("GET", "/nowhere").status == 404


def test_an_adapter_may_call_any_answer_a_refusal(client: Client) -> None:
    with operation("sign_in"):
        refusal = client.refused(client.get("/here"))
    assert (refusal.title, refusal.answer.status) == ("The checkout refused to sign in", 200)
    assert not refusal.broken


def test_a_redirect_is_an_answer_and_not_followed(client: Client, stub: Stub) -> None:
    assert client.get("/moved").status == 302
    assert stub.paths() == ["GET /moved"]


def test_no_answer_is_lost() -> None:
    client = Client("http://127.0.0.1:9", "Ada", None)
    with pytest.raises(Lost):
        client.get("/here")


def test_headers_go_along_and_may_be_replaced_for_once(client: Client, stub: Stub) -> None:
    client.headers["Authorization"] = "Bearer mine"
    client.post("/here", {"b": 2}, headers={"X-Once": "1"})
    client.post("/here", form={"c": "3"}, headers={"Authorization": "Bearer theirs"})
    first, second = stub.requests
    assert (first.headers["Authorization"], first.headers["X-Once"], first.body) == ("Bearer mine", "1", {"b": 2})
    assert (second.headers["Authorization"], second.headers.get("X-Once")) == ("Bearer theirs", None)
    assert second.body == {"c": "3"}


def test_another_hosts_address_may_be_asked_whole(client: Client, stub: Stub) -> None:
    assert client.get(f"{stub.url}/here").json() == {"a": 1}


def test_the_last_answer_is_that_of_the_method_that_runs(client: Client) -> None:
    client.get("/here")
    with operation("cart"):
        assert last_answer() is None
        found = client.get("/here")
        assert last_answer() is found


def test_the_history_names_the_person_by_the_shops_own_id(client: Client, history: History) -> None:
    client.get("/here")
    client.user_id = "usr_1"
    client.get("/here")
    assert [event.data["user_id"] for event in history.of(kind="ok")] == [None, "usr_1"]
