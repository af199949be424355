"""Who buys: a person in the shop, and the ways in which a payment is paid at Stripe."""
