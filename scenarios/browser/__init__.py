"""Shoppers in a real browser: what they see and press, and that money, order and stock follow it."""
