"""The page on which people pay a session: it stands where checkout.stripe.com does.

One form, rendered here; it works without JavaScript, and with it a refusal leaves what was typed in place. Its fields
have the ids of Stripe's own page, so that a browser test written for one drives the other.
"""
