"""What each API version takes and shows (`stripe_emulator.versions`)."""
