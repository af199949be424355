// What Stripe.js has and this stand-in does not: every one refuses with its own name.

const NOT_HERE = [
  "initCheckoutFormSdk", "redirectToCheckout", "createSource", "retrieveSource", "createRadarSession",
  "collectBankAccountToken",
  "collectFinancialConnectionsAccounts", "createEphemeralKeyNonce", "verifyIdentity", "processOrder", "retrieveOrder",
];

for (const name of NOT_HERE) {
  StripeObject.prototype[name] = async function () {
    throw new IntegrationError(`stripe.${name}() is not in this stand-in, which has Elements, intents and Checkout.`);
  };
}
