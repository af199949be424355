"""Credit notes: what is taken off a finalized invoice, and what becomes of the money.

https://docs.stripe.com/invoicing/integration/programmatic-credit-notes
"""
