"""A walk as a scenario: a file that a developer keeps, and that fails without the model."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from harness.core.failure import Failure

NAMES = (
    "AFTER", "BEFORE", "Cut", "Lost", "Place", "Refused", "Rig", "Shop",
    "absent", "card", "deliver", "equals", "expect", "must_refuse", "one_of", "present", "rest",
)  # fmt: skip
# What the lines of a story may speak of.
IMPORTS = f"from contextlib import suppress\n\nfrom harness import {', '.join(NAMES)}\n"


def scenario(lines: Sequence[str], failure: Failure, command: str, *, rig: bool) -> str:
    """The text of a file: `checkout-harness gate FILE` runs it."""
    body = textwrap.indent("\n".join(lines), "    ")
    alone = "rig: Rig, rig_shop: Shop" if rig else "shop: Shop"
    begins = "    shop = rig_shop\n" if rig else ""
    head = f"def test_story_of_the_model({alone}) -> None:\n{begins}"
    words = set(re.findall(r"\w+", head + body))
    imports = "from contextlib import suppress\n\n" if "suppress" in words else ""
    used = ", ".join(name for name in NAMES if name in words)
    title = " ".join(str(failure.title).split())
    return (
        f'"""{title} [{failure.code}]: found by the model ({command})."""\n\n'
        f"{imports}from harness import {used}\n\n\n{head}{body}\n"
    )
