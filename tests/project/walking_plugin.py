"""A plugin of pytest that writes the walk of a run's cases, from the first case's setup to the verdict, into a file."""

import json
import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.project.walk import Walk, recorded

_RECORDING = ExitStack()
_WALK: list[Walk] = []


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_runtest_protocol() -> Generator[None, bool, bool]:
    """The first case begins: from here on everything is recorded."""
    if not _WALK:
        _WALK.append(_RECORDING.enter_context(recorded()))
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """The verdict was told."""
    _RECORDING.close()
    target = os.environ.get("WALK_FILE")
    if _WALK and target:
        Path(target).write_text(json.dumps(_WALK[0].files), encoding="utf-8")
