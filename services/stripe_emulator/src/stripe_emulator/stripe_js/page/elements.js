// A group of elements: https://docs.stripe.com/js/elements_object.

const MODES = ["payment", "setup", "subscription"];

class StripeElements extends Emitter {
  constructor(stripe, options) {
    super();
    checkOptions(options);
    this._stripe = stripe;
    this._options = { ...options };
    this._created = [];
    this._submitted = false;
    this._id = `${++frames}`;
  }

  create(type, options = {}) {
    const names = Object.keys(ELEMENT_TYPES);
    must(
      names.includes(type),
      `elements.create(${shown(type)}): no such Element. This stand-in has: ${names.join(", ")}.`
    );
    must(!this.getElement(type), `elements.create("${type}"): this group has one already; destroy() it first.`);
    must(
      type !== "payment" || this._options.clientSecret || this._options.mode,
      'elements.create("payment") needs a group made with a clientSecret, or with a mode ' +
        "(elements({clientSecret}) or elements({mode, amount, currency}))."
    );
    must(
      type !== "iban" || Array.isArray(options.supportedCountries),
      'elements.create("iban") needs the option supportedCountries, such as ["SEPA"].'
    );
    const element = new StripeElement(this, type, { ...options });
    this._created.push(element);
    return element;
  }

  // By its type, or by a React component of @stripe/react-stripe-js.
  getElement(type) {
    const name = typeof type === "string" ? type : type?.__elementType;
    return this._created.find((element) => element._type === name) || null;
  }

  async update(options) {
    must(
      !("clientSecret" in options) || options.clientSecret === this._options.clientSecret,
      "elements.update(): the clientSecret of a group cannot change; make a new group with stripe.elements()."
    );
    this._options = { ...this._options, ...options };
    for (const element of this._created) {
      element._link?.tell("update", { appearance: copied(this._options.appearance) });
    }
    this._emit("update-end");
  }

  async submit() {
    const { method, error } = await this._stripe._controller.validate(framesOf(this, "elements.submit()"));
    if (error) return { error };
    this._submitted = true;
    return { selectedPaymentMethod: method };
  }

  async fetchUpdates() {
    const { clientSecret } = this._options;
    must(clientSecret, "elements.fetchUpdates() needs a group made with a clientSecret.");
    const found = await this._stripe._controller.retrieve(kindOf(clientSecret), clientSecret);
    return found.error ? { error: { message: found.error.message, status: "error" } } : {};
  }

  // {methods} that a Payment Element of this group shows, or {error}: why it cannot be shown.
  async _methods() {
    const { clientSecret, paymentMethodTypes, allowedPaymentMethodTypes, excludedPaymentMethodTypes } = this._options;
    if (!clientSecret) {
      return shownOf(paymentMethodTypes || allowedPaymentMethodTypes || ["card"], excludedPaymentMethodTypes);
    }
    const kind = kindOf(clientSecret);
    const found = await this._stripe._controller.retrieve(kind, clientSecret);
    if (found.error) return { error: found.error };
    if (!FINAL.includes(found.status)) return shownOf(found.payment_method_types);
    const name = kind === SETUP ? "SetupIntent" : "PaymentIntent";
    const message = `This ${name} is in a terminal state and cannot be used to initialize Elements.`;
    return { error: { type: "invalid_request_error", code: `${kind.object}_unexpected_state`, message } };
  }

  _forget(element) {
    this._created = this._created.filter((one) => one !== element);
  }
}

function shownOf(types, excluded = []) {
  const methods = PAYMENT_METHODS.filter((one) => types.includes(one) && !excluded.includes(one));
  methods.sort((one, other) => types.indexOf(one) - types.indexOf(other));
  if (methods.length) return { methods };
  const message =
    `None of the payment methods asked for (${types.join(", ")}) is in this stand-in. It has: ` +
    `${PAYMENT_METHODS.join(", ")}.`;
  return { error: { type: "invalid_request_error", message } };
}

function checkOptions({ clientSecret, mode, amount, currency }) {
  if (clientSecret !== undefined) idOf(clientSecret, [PAYMENT, SETUP], "stripe.elements()");
  must(clientSecret === undefined || mode === undefined, "stripe.elements(): give a clientSecret or a mode, not both.");
  if (mode === undefined) return;
  must(MODES.includes(mode), `stripe.elements(): mode is one of ${MODES.join(", ")}; came ${shown(mode)}.`);
  must(typeof currency === "string", `stripe.elements(): mode "${mode}" needs a currency, such as "usd".`);
  must(
    mode !== "payment" || (Number.isInteger(amount) && amount > 0),
    `stripe.elements(): mode "payment" needs an amount in the currency's smallest unit; came ${shown(amount)}.`
  );
}
