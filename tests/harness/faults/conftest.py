"""The emulator of `tests/stripe_emulator`."""

from tests.stripe_emulator.conftest import emulator

__all__ = ["emulator"]
