"""Checkout on the shop's own page: Elements with a Checkout Session, and the embedded page."""
