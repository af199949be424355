// window.Stripe: https://docs.stripe.com/js/initializing.

function Stripe(key, options = {}) {
  return new StripeObject(key, options);
}

Stripe.version = versionOf(SCRIPT_URL);
window.Stripe = Stripe;
