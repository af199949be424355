// The methods by which a page begins with Checkout, each as the loaded version has it.

Object.assign(StripeObject.prototype, {
  initCheckoutElementsSdk(options) {
    mustBeSince("clover", "initCheckoutElementsSdk");
    return initElementsSdk(this, options, "initCheckoutElementsSdk");
  },

  initCheckout(options) {
    mustBeBefore("dahlia", "initCheckout", "initCheckoutElementsSdk");
    if (isSince("clover")) return initElementsSdk(this, options, "initCheckout");
    return checkoutObject(this, options || {}, "initCheckout");
  },

  async createEmbeddedCheckoutPage(options) {
    mustBeSince("dahlia", "createEmbeddedCheckoutPage");
    return embeddedCheckout(this, options, "createEmbeddedCheckoutPage");
  },

  async initEmbeddedCheckout(options) {
    mustBeBefore("dahlia", "initEmbeddedCheckout", "createEmbeddedCheckoutPage");
    return embeddedCheckout(this, options, "initEmbeddedCheckout");
  },
});

function initElementsSdk(stripe, options, call) {
  must(options?.clientSecret, `stripe.${call}() expects {clientSecret}: a client secret, or a promise of one.`);
  return checkoutSdk(stripe, options, options.clientSecret, call);
}
