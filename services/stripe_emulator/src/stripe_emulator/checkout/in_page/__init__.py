"""A session as Stripe.js sees it: what `checkout.session()` shows on the shop's own page, and what changes it.

https://docs.stripe.com/js/custom_checkout/session_object. Names and nesting are those of the types in
`@stripe/stripe-js` (`dist/stripe-js/checkout.d.ts`); an amount is `{minorUnitsAmount}`, and the script in the browser
adds `amount`, the same formatted for the shopper's locale.
"""
