"""Changes of 2022-08-01 (https://docs.stripe.com/changelog/2022-08-01)."""
