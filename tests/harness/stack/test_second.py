"""A second checkout beside the stack's: other settings, the same Stripe and AWS, nothing left behind."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness import stack
from harness.config import profile
from harness.stack.base.failure import StackFailure
from harness.stack.base.http_probe import call
from harness.stack.base.stack import Stack
from harness.stack.processes.ports import listening
from harness.stack.second_checkout import NoSecondCheckout, another_checkout, second_environment


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One embedded stack for the tests that only look."""
    with stack.start("embedded", profile.load(), seed=2, logs=tmp_path_factory.mktemp("stack")) as started:
        yield started


def test_it_serves_beside_the_first_and_ends_alone(running: Stack, tmp_path: Path) -> None:
    """Same Stripe, same AWS, another URL; once closed its port is free, and the first serves on."""
    second = another_checkout(running, profile.load(), log=tmp_path / "checkout.log")
    with second as found:
        assert found.checkout_url != running.checkout_url
        assert (found.stripe_url, found.aws_url) == (running.stripe_url, running.aws_url)
        assert found.logs["checkout"] == str(tmp_path / "checkout.log")
        assert call("GET", f"{found.checkout_url}/health")[0] == 200
        config = json.loads(call("GET", f"{found.checkout_url}/api/payments/config")[1])
        assert config["publishable_key"] == running.publishable_key
        assert second.broken() == []
    assert not listening(int(found.checkout_url.rpartition(":")[2]))
    assert call("GET", f"{running.checkout_url}/health")[0] == 200


def test_settings_that_it_cannot_start_with_are_told(running: Stack, tmp_path: Path) -> None:
    """The failure has the checkout's own last words."""
    with pytest.raises(StackFailure, match="STRIPE_API_KEY must start with sk_"):
        another_checkout(running, profile.load(), log=tmp_path / "checkout.log", STRIPE_API_KEY=None)


def test_an_external_stack_has_none(tmp_path: Path) -> None:
    """What something else started cannot be started again by a profile."""
    external = Stack("external", "", "http://127.0.0.1:1", "", "", "", "", "", "", "", "", 0.0)
    with pytest.raises(NoSecondCheckout, match="external"):
        another_checkout(external, profile.load(), log=tmp_path / "checkout.log")


def test_changes_come_before_the_profile_s_own_variables() -> None:
    """A variable that the profile makes of a documented one follows the change; None leaves a variable out."""
    mine = replace(profile.load(), env={"SHOP_HOOK": "<{STRIPE_WEBHOOK_SECRET}>"})
    first = Stack(
        "embedded", "", "", "http://stripe", "http://aws", "sk_test_a", "pk_test_a", "whsec_1", "a", "", "", 0
    )
    same = second_environment(first, mine, {}, {})
    assert (same["STRIPE_WEBHOOK_SECRET"], same["SHOP_HOOK"]) == ("whsec_1", "<whsec_1>")
    other = second_environment(first, mine, {"STRIPE_WEBHOOK_SECRET": "whsec_2"}, {})
    assert (other["STRIPE_WEBHOOK_SECRET"], other["SHOP_HOOK"]) == ("whsec_2", "<whsec_2>")
    without = second_environment(first, mine, {"STRIPE_WEBHOOK_SECRET": None}, {})
    assert "STRIPE_WEBHOOK_SECRET" not in without
    assert without["SHOP_HOOK"] == "<>"
    assert (without["STRIPE_API_KEY"], without["STRIPE_API_BASE"]) == ("sk_test_a", "http://stripe")
