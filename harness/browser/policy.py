"""Whether cases that need a browser are run (`--browser`), and what it means when they are not.

`auto`: they are told as not run where there is no Chromium, and the verdict is that of the others. `required`: then the
verdict is unknown. `off`: they are not run, and the verdict is that of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.browser import chromium
from harness.config import usual

if TYPE_CHECKING:  # the gate itself has no need of it, and waits for it
    import pytest

AUTO, REQUIRED, OFF = usual.BROWSER, "required", "off"
CHOICES = (AUTO, REQUIRED, OFF)
MARKER = "browser"


def needs_one(item: pytest.Item) -> bool:
    """Whether the case is marked as one that needs a browser."""
    return item.get_closest_marker(MARKER) is not None


def why_not(policy: str) -> str:
    """Why cases that need a browser are not run with this policy on this machine; empty when they are."""
    return f"--browser={OFF}" if policy == OFF else chromium.why_not()
