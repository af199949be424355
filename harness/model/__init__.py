"""The model: walks through a whole shop that nobody has written down, judged as they go, told as a scenario when they
fail. A walk knows what a shopper knows: it asks the shop's adapter and Stripe, and nothing inside the checkout."""
