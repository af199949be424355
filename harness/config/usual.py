"""What a run is asked for when nobody says otherwise."""

from typing import Any

STRIPE, BROWSER = "emulator", "auto"
USUAL = {"stripe": STRIPE, "profile": "reference", "contract": "quick", "browser": BROWSER, "aws": None}


def unusual(options: dict[str, Any]) -> dict[str, Any]:
    """What was asked for otherwise than usual, or at all where nothing is usual."""
    return {option: value for option, value in options.items() if value not in (None, "", USUAL.get(option))}
