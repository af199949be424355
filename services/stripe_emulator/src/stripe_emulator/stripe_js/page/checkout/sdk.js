// Elements with a Checkout Session: https://docs.stripe.com/js/custom_checkout/custom_checkout_elements.

// Elements by the name in their methods (createPaymentElement, getPaymentElement), and what they are in a group.
const CHECKOUT_ELEMENTS = {
  Payment: "payment", BillingAddress: "address", ShippingAddress: "address", ExpressCheckout: "expressCheckout",
  CurrencySelector: "currencySelector",
};
// Those that can be wrong, and their names in the errors of validateElements().
const VALIDATED = { Payment: "payment", BillingAddress: "billingAddress", ShippingAddress: "shippingAddress" };
const CHECKOUT_ELEMENTS_NOT_HERE = ["ContactDetails", "TaxId", "Terms", "LinkSignup"];

class CheckoutElements extends StripeElements {
  constructor(stripe, store, options = {}) {
    super(stripe, {});
    this._store = store;
    this._options = { ...options, mode: "payment" };
    this._submitted = true;
  }

  createNamed(name, options = {}) {
    must(!this.named(name), `create${name}Element(): there is one already; destroy() it first.`);
    const type = CHECKOUT_ELEMENTS[name];
    const isAddress = type === "address";
    const element = isAddress ? new CheckoutAddress(this, name, options) : new StripeElement(this, type, options);
    element._name = name;
    element.on("change", () => this._store.confirmabilityChanged());
    this._created.push(element);
    return element;
  }

  named(name) {
    return this._created.find((element) => element._name === name) || null;
  }

  // Shows what is wrong in each of these elements that is mounted; answers {name, error} of each.
  async judged(names = Object.keys(VALIDATED)) {
    const wrong = [];
    for (const { _name: name, _link: link } of this._created.filter((one) => names.includes(one._name) && one._link)) {
      const { error } = await this._stripe._controller.validate([link.id]);
      if (error) wrong.push({ name, error });
    }
    return wrong;
  }

  // The Payment Element shows what the session takes.
  async _methods() {
    const { error } = await this._store.loaded;
    return error ? { error } : shownOf(this._store.told.payment_method_types);
  }

  _forget(element) {
    super._forget(element);
    this._store.confirmabilityChanged();
  }
}

// What stripe.initCheckoutElementsSdk() gives.
function checkoutSdk(stripe, options, clientSecret, call) {
  const store = new CheckoutStore(stripe, clientSecret, call, "elements", options.defaultValues);
  const elements = new CheckoutElements(stripe, store, options.elementsOptions);
  store.paymentIsComplete = () => Boolean(elements.named("Payment")?._state.complete);
  return { ...elementMethods(elements), ...sdkMethods(store, elements) };
}

function sdkMethods(store, elements) {
  const actions = new CheckoutActions(store, elements).bound();
  return {
    on(event, handler) {
      must(event === "change", `checkout.on(): the only event is "change"; came ${shown(event)}.`);
      store.on(event, handler);
    },
    async loadActions() {
      const { error } = await store.loaded;
      return error ? buyerError(error.message) : { type: "success", actions };
    },
    changeAppearance(appearance) {
      elements.update({ appearance });
    },
    // The stand-in's frames load no fonts.
    loadFonts() {},
  };
}

function elementMethods(elements) {
  const methods = {};
  for (const name of Object.keys(CHECKOUT_ELEMENTS)) {
    methods[`create${name}Element`] = (options) => elements.createNamed(name, options);
    methods[`get${name}Element`] = () => elements.named(name);
  }
  for (const name of CHECKOUT_ELEMENTS_NOT_HERE) {
    methods[`get${name}Element`] = () => null;
    methods[`create${name}Element`] = () => {
      throw new IntegrationError(`create${name}Element() is not in this stand-in.`);
    };
  }
  return methods;
}

// stripe.initCheckout() until basil: a promise of one object that has the actions too, and session() for getSession().
async function checkoutObject(stripe, options, call) {
  must(typeof options.fetchClientSecret === "function", `stripe.${call}() expects {fetchClientSecret}, a function.`);
  const sdk = checkoutSdk(stripe, options, options.fetchClientSecret(), call);
  const { loadActions, ...methods } = sdk;
  const loaded = await loadActions();
  if (loaded.type === "error") throw new IntegrationError(loaded.error.message);
  const { getSession, ...actions } = loaded.actions;
  return { ...methods, ...actions, session: getSession };
}
