"""Metadata: the client's own keys and values on an object (fact 41)."""

from __future__ import annotations

from stripe_emulator.wire.errors import invalid

MAX_KEYS = 50


def merge_metadata(old: dict[str, str], new: dict[str, str] | None) -> dict[str, str]:
    """Stored metadata after an update: None clears all, an empty value removes its key."""
    if new is None:
        return {}
    merged = {key: value for key, value in {**old, **new}.items() if value != ""}
    if len(merged) > MAX_KEYS:
        raise invalid(f"Metadata can have up to {MAX_KEYS} keys, but you passed {len(merged)}.", param="metadata")
    return merged
