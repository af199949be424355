"""Checkout Sessions, from creation to payment, and the page on which shoppers pay them.

https://docs.stripe.com/payments/checkout/how-checkout-works. `creation` makes a session, `amounts` computes its totals,
`confirmation` pays it by its mode (`payment_mode`, `setup_mode`, `subscription_mode`), `lifecycle` completes or expires
it, `hosted` is its page.
"""
