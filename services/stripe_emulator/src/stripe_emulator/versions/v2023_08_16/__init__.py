"""Changes of 2023-08-16 (https://docs.stripe.com/changelog/2023-08-16)."""
