"""A shop that sells in every way that Stripe has, a file a way: `python -m tests.styles.shop --port 8000`.

Each way is written as Stripe's documentation has it; accounts, carts, orders and the webhook are the same for all.
"""
