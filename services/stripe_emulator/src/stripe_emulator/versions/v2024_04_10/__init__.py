"""Changes of 2024-04-10 (https://docs.stripe.com/changelog/2024-04-10)."""
