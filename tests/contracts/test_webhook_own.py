"""Where no second checkout can be had a case is skipped; where one should be and is not, it is not."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.webhooks.own_checkout import OWN, own_checkout
from harness.stack.base.failure import StackFailure
from harness.stack.base.stack import Stack
from harness.stack.second_checkout import NoSecondCheckout

STACK = Stack("external", "", "http://127.0.0.1:1", "", "", "", "", "", "", "", "", 0.0)


def config_with(found: StackFailure) -> Any:
    """A run in which the second checkout turned out so."""
    stash: pytest.Stash = pytest.Stash()
    stash[OWN] = found
    return SimpleNamespace(stash=stash)


def test_a_stack_that_can_have_none_skips_with_the_reason(tmp_path: Path) -> None:
    """The skip says why."""
    found = NoSecondCheckout("second checkout", "one", "an external stack", "use another")
    with pytest.raises(pytest.skip.Exception, match="an external stack"):
        own_checkout(config_with(found), STACK, tmp_path)


def test_one_that_did_not_start_is_no_skip(tmp_path: Path) -> None:
    """A second checkout that fails to start leaves its cases without a judgement, never green."""
    found = StackFailure("second checkout", "it starts", "it ended", "look at its log")
    with pytest.raises(StackFailure, match="it ended"):
        own_checkout(config_with(found), STACK, tmp_path)
