"""bench/RESULTS.md: one section a part; a run replaces the sections it measured and leaves the others."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from bench.figures.figure import Figure, table

RESULTS = Path(__file__).parents[1] / "RESULTS.md"
TITLE = "# Figures"
INTRODUCTION = (
    "Written by `make bench`. Every figure stands beside what was measured in the same run: on another machine the\n"
    "seconds differ, the multiples should not."
)
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def keep(title: str, figures: list[Figure]) -> str:
    """Write one section and return it."""
    machine = f"{os.cpu_count()} processors{_load()}, Python {platform.python_version()} on {platform.system()}"
    section = "\n".join([f"Measured on {datetime.now(UTC).date()}: {machine}.", "", *table(figures)])
    sections = {**_sections(), title: section}
    texts = [f"## {name}\n\n{text.strip()}\n" for name, text in sorted(sections.items())]
    RESULTS.write_text("\n".join([f"{TITLE}\n\n{INTRODUCTION}\n", *texts]), encoding="utf-8")
    return f"## {title}\n\n{section}\n"


def _sections() -> dict[str, str]:
    parts = _SECTION.split(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else [""]
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _load() -> str:
    """How much ran at the same time, the measurement itself included, where the system tells."""
    return f" (load {os.getloadavg()[2]:.1f} over the last quarter of an hour)" if hasattr(os, "getloadavg") else ""
