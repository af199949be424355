"""Changes of 2025-09-30.clover (https://docs.stripe.com/changelog/clover)."""
