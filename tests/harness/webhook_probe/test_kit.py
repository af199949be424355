"""What the probes are made with: ways to sign, happenings, comparisons of effects."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from harness.core.awaiting import eventually
from harness.stack.base.failure import StackFailure
from harness.webhook_probe.kinds.order import AMOUNTS
from harness.webhook_probe.kit import ways
from harness.webhook_probe.kit.effects import difference, grew_more, shows
from harness.webhook_probe.kit.happenings import AMOUNT, HAPPENINGS, REFERENCE, TYPES, USUAL, Happening
from harness.webhook_probe.kit.merchant import START_SECONDS, Merchant, start_emulator
from harness.webhook_probe.kit.session import text

SECRET = "whsec_of_these_tests"
BODY = text({"id": "evt_1abc", "object": "event", "data": {"object": {"amount": 4700, "name": "Thé"}}})
EMPTY = '{"orders": {}, "count": 0}'


@pytest.fixture(scope="module")
def stripe_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulator for these tests."""
    process = start_emulator(0, tmp_path_factory.mktemp("emulator") / "emulator.log")
    yield process.wait_for_line("ready ", START_SECONDS)
    process.close()


@pytest.mark.parametrize("way", ways.GOOD, ids=lambda way: way.what)
def test_the_official_sdk_accepts_every_good_way(way: ways.Way) -> None:
    body, header = way.make(BODY, SECRET)
    assert stripe.WebhookSignature.verify_header(body, header, SECRET, ways.TOLERANCE)


@pytest.mark.parametrize("way", ways.FORGED, ids=lambda way: way.what)
def test_the_official_sdk_refuses_every_forged_way(way: ways.Way) -> None:
    body, header = way.make(BODY, SECRET)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(body, header, SECRET, ways.TOLERANCE)


@pytest.mark.parametrize("happening", HAPPENINGS, ids=lambda happening: happening.types[0])
def test_a_happening_has_its_events(stripe_url: str, happening: Happening) -> None:
    """All of its types, each with the metadata that was asked for where the object has any."""
    merchant = Merchant(stripe_url, f"sk_test_{happening.types[0].replace('.', '')}")
    happening.make(merchant, {"order": "42", REFERENCE: "A7"})
    events: dict[str, Any] = {}

    def complete() -> bool:
        events.update({event["type"]: event["data"]["object"] for event in merchant.news()})
        return set(happening.types) <= events.keys()

    eventually(complete, reason="its events")
    thing = events[happening.types[0]]
    assert thing["object"] in ("dispute", "invoice") or thing["metadata"]["order"] == "42"
    if thing["object"] == "checkout.session":
        assert thing[REFERENCE] == "A7"


def test_the_usual_types_can_be_caused() -> None:
    assert set(USUAL) <= TYPES.keys()


def test_an_emulator_that_cannot_start_says_so(tmp_path: Path, stripe_url: str) -> None:
    taken = start_emulator(int(stripe_url.rpartition(":")[2]), tmp_path / "second.log")
    with pytest.raises(StackFailure, match="--stripe-port"):
        taken.wait_for_line("ready ", START_SECONDS)
    taken.close()


def effects(*paid: int, count: int | None = None) -> str:
    """What a shop would show that has so many orders."""
    orders = {f"pi_{number}abcdef": {"paid": amount} for number, amount in enumerate(paid)}
    return json.dumps({"orders": orders, "count": len(paid) if count is None else count})


def test_growth_counts_what_came_and_how_far_numbers_moved() -> None:
    single = (effects(1), effects(1, 1))
    assert not grew_more(single, (effects(1, 1), effects(1, 1, 1)))
    assert grew_more(single, (effects(1, 1), effects(1, 1, 1, 1)))
    assert grew_more(single, (effects(1, 1), effects(1, 1, 1, count=6)))
    assert not grew_more(("a\n", "a\nb\n"), ("a\nb\n", "a\nb\nc\n"))
    assert grew_more(("a\n", "a\nb\n"), ("a\nb\n", "a\nb\nc\nd\n"))


def test_two_payments_alike_differ_alike() -> None:
    """Ids, times and counters are their own; amounts and words are compared."""
    first = difference(effects(), effects(AMOUNT), AMOUNTS)
    assert first == difference(effects(AMOUNT), effects(AMOUNT, AMOUNT), AMOUNTS)
    assert first != difference(effects(AMOUNT), effects(AMOUNT, AMOUNTS[1]), AMOUNTS)
    assert shows(first, AMOUNT)


@pytest.mark.parametrize("shown", [AMOUNT, AMOUNT / 100, "47.00", "$47.00", f"USD {AMOUNT}"])
def test_an_amount_is_known_in_minor_and_major_units(shown: object) -> None:
    assert shows(difference("[]", json.dumps([{"paid": shown}]), AMOUNTS), AMOUNT)


def test_an_amount_is_known_by_how_far_a_total_moved() -> None:
    assert shows(difference('{"total": 100}', json.dumps({"total": 100 + AMOUNT}), AMOUNTS), AMOUNT)
