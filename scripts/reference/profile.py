"""The keys of a profile."""

from __future__ import annotations

from harness.config import profile
from scripts.reference.markdown import block, code, codes, table

HEAD = """# Profile keys

A profile is a TOML file that says how to start a checkout and what it has. `--profile my-shop.toml` names it; without
one the reference checkout is judged. How to write one: [your own checkout](../how-to/own-checkout.md).
"""


def page() -> str:
    """The page."""
    rows = [("", code("name"), profile.TEXT)]
    for section, keys in profile.SECTIONS.items():
        rows += [(code(f"[{section}]"), code(key), kind) for key, kind in keys.items()]
        if not keys:
            rows.append((code(f"[{section}]"), "any name", "a variable for the checkout's environment"))
    example = block(profile.DEFAULT.read_text("utf-8"), "toml")
    offers = f"`[offers] features` may name {codes(profile.FEATURES)}."
    parts = [
        HEAD,
        table(("section", "key", "value"), rows),
        offers,
        "## The profile of the reference checkout",
        example,
    ]
    return "\n\n".join(parts)
