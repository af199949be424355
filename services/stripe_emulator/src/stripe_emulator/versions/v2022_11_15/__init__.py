"""Changes of 2022-11-15 (https://docs.stripe.com/changelog/2022-11-15)."""
