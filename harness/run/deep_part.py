"""The deep part of the suites: cases that take minutes. They run where `--deep` asks for them, in a gate of a night."""

from __future__ import annotations

import pytest

MARK = "deep: takes minutes: run where --deep asks for it"
NAME = "deep"


def keep(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the deep part out unless it was asked for."""
    if config.option.deep:
        return
    left_out = [item for item in items if item.get_closest_marker(NAME) is not None]
    if left_out:
        items[:] = [item for item in items if item.get_closest_marker(NAME) is None]
        config.hook.pytest_deselected(items=left_out)
