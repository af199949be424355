"""How much the processes that this one has started have worked."""

from __future__ import annotations

from collections.abc import Mapping

import psutil


def cpu_seconds(parts: Mapping[str, str]) -> dict[str, float]:
    """User and system seconds by part; a part is every process below this one that runs its module."""
    spent = dict.fromkeys(parts, 0.0)
    for process in psutil.Process().children(recursive=True):
        command, times = process.cmdline(), process.cpu_times()
        for part, module in parts.items():
            if module in command:
                spent[part] += times.user + times.system
    return spent
