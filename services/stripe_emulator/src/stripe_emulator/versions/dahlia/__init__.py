"""Changes of 2026-03-25.dahlia (https://docs.stripe.com/changelog/dahlia)."""
