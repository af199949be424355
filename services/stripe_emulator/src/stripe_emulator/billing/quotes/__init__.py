"""Quotes: prices offered to a customer, and what an accepted offer becomes (https://docs.stripe.com/quotes/overview)."""
