"""Machines with and without a Chromium."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from harness.browser import chromium

__all__ = ["no_chromium", "some_chromium"]


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A machine without any; how a reason begins that tells it."""
    for name in ("PATH", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "nothing-here"))
    monkeypatch.delenv(chromium.NAMED_BY, raising=False)
    return chromium.NO_CHROMIUM


@pytest.fixture
def some_chromium(monkeypatch: pytest.MonkeyPatch) -> str:
    """A machine with a program that is taken for one; for suites that start none. Its path."""
    found = shutil.which(sys.executable)
    assert found
    monkeypatch.setenv(chromium.NAMED_BY, found)
    return found
