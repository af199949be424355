"""What a run is asked for when nobody says otherwise, and where its profile is."""

from typing import Any

# The profile that `checkout-harness init` writes and every command takes, where it is in the folder of the command.
OWN = "checkout-harness.toml"
STRIPE, BROWSER = "emulator", "auto"
USUAL = {
    "stripe": STRIPE,
    "profile": "reference",
    "contract": "quick",
    "browser": BROWSER,
    "aws": None,
    "model": "quick",
}


def unusual(options: dict[str, Any]) -> dict[str, Any]:
    """What was asked for otherwise than usual, or at all where nothing is usual."""
    return {option: value for option, value in options.items() if value not in (None, "", USUAL.get(option))}
