"""Changes of 2025-03-31.basil (https://docs.stripe.com/changelog/basil)."""
