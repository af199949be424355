// What Stripe(key) gives: https://docs.stripe.com/js.

class StripeObject {
  constructor(key, options) {
    checkKey(key);
    this._locale = options.locale;
    this._controller = new Controller(key, options);
  }

  elements(options = {}) {
    return new StripeElements(this, options);
  }

  async confirmPayment(options) {
    return confirmIntent(this, PAYMENT, "stripe.confirmPayment()", options);
  }

  async confirmSetup(options) {
    return confirmIntent(this, SETUP, "stripe.confirmSetup()", options);
  }

  async confirmCardPayment(clientSecret, data, options) {
    return confirmCard(this, PAYMENT, "stripe.confirmCardPayment()", clientSecret, data, options);
  }

  async confirmCardSetup(clientSecret, data, options) {
    return confirmCard(this, SETUP, "stripe.confirmCardSetup()", clientSecret, data, options);
  }

  async createPaymentMethod(...given) {
    return createPaymentMethod(this, ...given);
  }

  async createToken(element, data) {
    return createToken(this, element, data);
  }

  async createConfirmationToken(options) {
    return createConfirmationToken(this, options);
  }

  async retrievePaymentIntent(clientSecret) {
    return retrieveIntent(this, PAYMENT, "stripe.retrievePaymentIntent()", clientSecret);
  }

  async retrieveSetupIntent(clientSecret) {
    return retrieveIntent(this, SETUP, "stripe.retrieveSetupIntent()", clientSecret);
  }

  async handleNextAction({ clientSecret } = {}) {
    return handleAction(this, [PAYMENT, SETUP], "stripe.handleNextAction()", clientSecret);
  }

  async handleCardAction(clientSecret) {
    return handleAction(this, [PAYMENT], "stripe.handleCardAction()", clientSecret);
  }

  // Libraries say who they are: @stripe/stripe-js and @stripe/react-stripe-js call these.
  _registerWrapper() {}

  registerAppInfo() {}
}

function checkKey(key) {
  const wanted = 'Stripe(): expected a publishable key, such as "pk_test_..."';
  must(typeof key === "string" && key, `${wanted}; came ${shown(key)}.`);
  must(
    !/^[sr]k_/.test(key),
    "Stripe(): this is a secret key, which must never reach a browser. Use the publishable key, pk_test_..."
  );
  must(
    /^pk_test_\w+$/.test(key),
    `${wanted}; came "${key.slice(0, 8)}...". The emulator knows test keys only.`
  );
}
