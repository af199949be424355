"""Checkout: sessions from their opening to the payment, and the page on which people pay them.

https://docs.stripe.com/payments/checkout/how-checkout-works. `opening` makes a session, `amounts` adds it up, `paying`
takes what the shopper says to the payment flow that everything else uses, `ending` ends the session, `hosted` is its
page.
"""
