// The session as the server has it, and what the shopper has said on the shop's page so far.

const SESSION_SECRET = /^cs_\w+_secret_[\w%]+$/;
const TOTAL_UNREAD =
  "You must read total.total.amount, or total.total.minorUnitsAmount with currency and minorUnitsAmountDivisor, from " +
  "the session and show it to your customer before you call confirm().";

class CheckoutStore extends Emitter {
  constructor(stripe, clientSecret, call, mode, { email = null, phoneNumber = null, ...addresses } = {}) {
    super();
    this._stripe = stripe;
    this._given = { email, phoneNumber, billingAddress: null, shippingAddress: null, ...addresses };
    this._read = new Set();
    this._pending = 0;
    this.confirming = false;
    // {} once the session is there, or {error}; rejects for what the developer did wrong.
    this.loaded = this._load(clientSecret, call, mode);
    this.loaded.catch(() => {});
    this._queue = this.loaded.catch(() => {});
  }

  get told() {
    return this._told;
  }

  get given() {
    return this._given;
  }

  // https://docs.stripe.com/js/custom_checkout/session_object: a new object each time.
  session() {
    const { session, collect } = this._told;
    const shown = withAmounts(session, formatterOf(session, this._stripe._locale));
    const known = Object.entries(this._given).filter(([, value]) => value !== null);
    const total = watched(shown.total.total, ["amount", "minorUnitsAmount"], this._reading);
    const all = {
      ...shown, ...Object.fromEntries(known),
      total: { ...shown.total, total }, tax: { status: this._taxStatus(collect) },
      canConfirm: this.canConfirm(), lastPaymentError: this._lastError || session.lastPaymentError,
    };
    return watched(all, ["currency", "minorUnitsAmountDivisor"], this._reading);
  }

  // https://docs.stripe.com/js/custom_checkout/confirm: what is charged must come from the session.
  checkTotalWasRead() {
    const parts = ["minorUnitsAmount", "currency", "minorUnitsAmountDivisor"];
    must(this._read.has("amount") || parts.every((name) => this._read.has(name)), TOTAL_UNREAD);
  }

  // Since endive not while an update is under way
  // (https://docs.stripe.com/changelog/endive/2026-09-30/block-custom-checkout-confirmation-pending-updates).
  canConfirm() {
    const open = this._told.session.status.type === "open";
    const busy = this.confirming || (isSince("endive") && this._pending > 0);
    return open && !busy && !this.missing() && (!this._told.collect.payment_method || this.paymentIsComplete());
  }

  // What the shopper has still to give, in words for the shopper (ours where none of Stripe's are known); else null.
  missing() {
    const { session, collect } = this._told;
    const { email, phoneNumber, billingAddress, shippingAddress } = this._given;
    if (collect.email && !email) return "Your email is incomplete.";
    if (collect.phone && !(phoneNumber || session.phoneNumber)) return "Your phone number is incomplete.";
    if (collect.shipping_countries && !shippingAddress) return "Your shipping address is incomplete.";
    if (collect.billing_address && !billingAddress) return "Your billing address is incomplete.";
    return null;
  }

  paymentIsComplete() {
    return false;
  }

  give(changes) {
    this._given = { ...this._given, ...changes };
    this.changed();
  }

  // Typing that changes nothing of it is no change of the session.
  giveOnce(name, value) {
    if (JSON.stringify(this._given[name]) !== JSON.stringify(value)) this.give({ [name]: value });
  }

  failed(message) {
    this._lastError = message ? { message } : null;
  }

  changed() {
    if (this._told) this._emit("change", this.session());
  }

  // Tells the page only what it has not heard yet: typing alone changes nothing else.
  confirmabilityChanged() {
    if (!this._told || this._lastCanConfirm === this.canConfirm()) return;
    this._lastCanConfirm = this.canConfirm();
    this.changed();
  }

  // One change after the other, as the server has them; answers {} or the API's {error}.
  async update(work) {
    this._pending += 1;
    this.changed();
    const mine = this._queue.then(work);
    this._queue = mine.catch(() => {});
    try {
      return this._take(await mine);
    } finally {
      this._pending -= 1;
      this.changed();
    }
  }

  send(path, params) {
    return this.request("POST", path, params).then((answer) => this._take(answer));
  }

  refresh() {
    return this.request("GET", "", {}).then((answer) => this._take(answer));
  }

  request(method, path, params) {
    const proved = { client_secret: this._secret, ...params };
    return this._stripe._controller.request(method, `/v1/payment_pages/${this._id}${path}`, proved);
  }

  async _load(clientSecret, call, mode) {
    this._secret = await clientSecret;
    this._id = sessionIdOf(this._secret, call);
    const { error } = await this.send("/init", {});
    if (error) return { error };
    checkMode(this._told.ui_mode, mode, call);
    return {};
  }

  _take(answer) {
    if (answer.error) return { error: answer.error };
    this._told = answer;
    return {};
  }

  _taxStatus({ tax_location: wanted, shipping_countries: shipped }) {
    if (wanted && shipped && !this._given.shippingAddress) return "requires_shipping_address";
    return wanted && !shipped && !this._given.billingAddress ? "requires_billing_address" : "ready";
  }

  _reading = (name, value) => {
    this._read.add(name);
    return value;
  };
}

function sessionIdOf(clientSecret, call) {
  must(
    typeof clientSecret === "string" && SESSION_SECRET.test(clientSecret),
    `stripe.${call}() expects a client secret of the form cs_..._secret_...; came ${shown(clientSecret)}. It is the ` +
      "`client_secret` of the Checkout Session that your server created."
  );
  return clientSecret.split("_secret_")[0];
}

function checkMode(found, wanted, call) {
  must(
    found === wanted,
    `stripe.${call}() needs a Checkout Session whose ui_mode is ${wanted}; this one's is ${found}.`
  );
}
