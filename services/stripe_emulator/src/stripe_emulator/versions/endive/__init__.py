"""Changes of endive, since 2026-09-30 (https://docs.stripe.com/changelog/endive)."""
