"""A stateful Stripe API emulator in which every documented test card behaves."""
