"""Changes of 2026-09-30.endive (https://docs.stripe.com/changelog/endive)."""
