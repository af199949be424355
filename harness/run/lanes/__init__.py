"""A failing case told as lanes over time: from its history, and from what the tap and Stripe recorded of it."""
