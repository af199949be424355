"""The rigs of one process of a run: each is started by the first case that asks, and ended with the process."""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.checkouts import NotOffered
from harness.config.profile import load
from harness.run.cases.stash import TOLD, WINDOWS
from harness.run.options import profile_path
from harness.stack.base.failure import StackFailure
from harness.stack.second_checkout import NoSecondCheckout

if TYPE_CHECKING:
    from harness.config.profile import Profile
    from harness.faults.rig import Rig
    from harness.stack.base.stack import Stack

RIG: pytest.StashKey[Rig | StackFailure] = pytest.StashKey()
IMPATIENT: pytest.StashKey[Rig | StackFailure] = pytest.StashKey()


def rig_of(item: pytest.Item, stack: Stack, folder: Path, *, impatient: bool = False) -> Rig:
    """The rig, whose `met` and `told` are this case's; NotOffered where the stack can have no second checkout,
    StackFailure where it did not come up. The `impatient` one has a short time-out for Stripe; NotOffered where the
    profile tells none."""
    config, key = item.config, IMPATIENT if impatient else RIG
    if key not in config.stash:
        usual = load(profile_path(config))
        profile = usual.impatient() if impatient else usual
        if profile is None:
            raise NotOffered("a short time-out for Stripe: [short_timeout] in the profile")
        try:
            config.stash[key] = _start(config, stack, folder / "impatient" if impatient else folder, profile)
        except StackFailure as failure:
            config.stash[key] = failure
    found = config.stash[key]
    if isinstance(found, NoSecondCheckout):
        raise NotOffered(f"a second checkout: {found.got}")
    if isinstance(found, StackFailure):
        raise found
    if not found.runs:  # whoever killed it did not come to start it again
        found.start_again()
    found.met, found.told = item.stash[WINDOWS], item.stash[TOLD] = Counter(), []
    return found


def _start(config: pytest.Config, stack: Stack, folder: Path, profile: Profile) -> Rig:
    from harness.faults.rig import Rig

    rig = Rig(stack, profile, folder, f"{stack.account}{secrets.token_hex(4)}")
    config.add_cleanup(rig.close)
    return rig
