"""The checkout's own contract while cases are collected: there is a case for each of its operations."""

from pathlib import Path
from typing import Any

import pytest

from harness.config import profile
from harness.config.checkout import OwnContract
from harness.run.options import profile_path


def is_served(config: pytest.Config) -> bool:
    """Whether it has to be asked of the running checkout."""
    told = _of_profile(config)
    return told is not None and not told.file


def facts(config: pytest.Config) -> dict[str, Any]:
    """`Stack.contract` of this run; before there is a stack, what the profile says of a file. None: no contract."""
    worker: Any = config.pluginmanager.getplugin("checkout-harness-worker")
    if worker.has_stack:
        return dict(worker.require_stack().contract)
    told = _of_profile(config)
    return vars(told) if told is not None and told.file else {}


def file(config: pytest.Config) -> Path | None:
    """The document; None without a contract, and while it is not known yet."""
    named = facts(config).get("file")
    return Path(named) if named else None


def _of_profile(config: pytest.Config) -> OwnContract | None:
    try:
        return profile.load(profile_path(config)).contract
    except profile.ProfileError:
        return None  # told when the stack is started
