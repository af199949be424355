"""Time under control: frozen, advanced, running again; each account has its own."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.stripe_emulator.client import Account, error_of, eventually, ok

WEEK = 7 * 86_400


def clock(account: Account, **wish: Any) -> dict[str, Any]:
    """Move the clock of this account, or only read it."""
    options = {"params": {"account": account.name}}
    answer = account.introspect("POST", "/clock", json=wish, **options) if wish else account.introspect(
        "GET", "/clock", **options
    )  # fmt: skip
    return dict(ok(answer)[account.name])


def test_a_frozen_clock_stands_still(account: Account) -> None:
    """Objects made while it is frozen carry one time."""
    frozen = clock(account, freeze=True)
    assert frozen["frozen"] is True
    assert {account.intent()["created"] for _ in range(3)} == {frozen["now"]}
    assert clock(account)["now"] == frozen["now"]


def test_a_frozen_clock_moves_by_exactly_what_is_asked(account: Account) -> None:
    """Freeze, advance, and an object is that much younger."""
    began = clock(account, freeze=True)["now"]
    assert clock(account, advance=90)["now"] == began + 90
    assert account.intent()["created"] == began + 90


def test_it_runs_on_from_where_it_stands(account: Account) -> None:
    """After `run` the seconds pass again, at the offset that was reached."""
    clock(account, freeze=True)
    clock(account, advance=WEEK)
    assert clock(account, run=True)["frozen"] is False
    ahead = clock(account)["now"] - time.time()
    assert WEEK - 5 < ahead < WEEK + 5
    first = clock(account)["now"]
    eventually(lambda: clock(account)["now"] > first, reason="the clock ticks")


def test_what_is_due_happens_on_the_way_at_its_own_time(account: Account) -> None:
    """Fact 77: a hold is canceled when its seven days are over, not at the end of the jump."""
    began = clock(account, freeze=True)["now"]
    held = account.pay(capture_method="manual")["id"]
    clock(account, advance=WEEK - 1)
    assert account.retrieve(held)["status"] == "requires_capture"
    clock(account, advance=WEEK)
    canceled = account.retrieve(held)
    assert (canceled["status"], canceled["canceled_at"]) == ("canceled", began + WEEK)


def test_each_account_has_its_own_time(account: Account, new_account: Any) -> None:
    """A jump of one is none of another."""
    other = new_account()
    other.intent()
    clock(account, advance=WEEK)
    assert abs(clock(other)["now"] - time.time()) < 5


@pytest.mark.parametrize(
    "wish", [{}, {"advance": -1}, {"advance": "1"}, {"advance": 1, "run": True}, {"stop": True}, {"advance": 10**12}]
)
def test_a_wish_that_cannot_be(account: Account, wish: dict[str, Any]) -> None:
    """The refusal says what may be asked."""
    error = error_of(account.introspect("POST", "/clock", params={"account": account.name}, json=wish), 400)
    assert "advance" in error["message"]
