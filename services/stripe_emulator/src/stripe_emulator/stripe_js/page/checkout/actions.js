// What a page can do with a session: https://docs.stripe.com/js/custom_checkout/checkout_object. What the shopper can
// mend is answered as {type: "error", error: {message, code}}; what the developer has to mend is thrown.

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;

class CheckoutActions {
  constructor(store, elements) {
    this._store = store;
    this._elements = elements;
  }

  async applyPromotionCode(code) {
    this._mustTakeCodes("applyPromotionCode()");
    must(typeof code === "string", `applyPromotionCode(): expected a text, came ${shown(code)}.`);
    // An empty parameter would remove the code, and no code is empty.
    const { error } = await this._update({ code: code.trim() || " " });
    return error ? buyerError(error.message, "invalidCode") : this._success();
  }

  async removePromotionCode() {
    this._mustTakeCodes("removePromotionCode()");
    return this._answered(await this._update({ code: "" }));
  }

  async updateEmail(email) {
    must(
      this._store.told.collect.email,
      "updateEmail(): the Checkout Session was created with an email (customer_email, or its customer's), which the " +
        "page cannot change."
    );
    const wrong = email === null ? null : wrongEmail(email);
    return wrong || this._give({ email });
  }

  async updatePhoneNumber(phoneNumber) {
    return this._give({ phoneNumber });
  }

  async updateBillingAddress(billingAddress) {
    return this._give({ billingAddress: contactOf(billingAddress, "updateBillingAddress()") });
  }

  async updateShippingAddress(shippingAddress) {
    const countries = this._store.told.collect.shipping_countries;
    must(countries, "updateShippingAddress() needs `shipping_address_collection` on the Checkout Session.");
    const contact = contactOf(shippingAddress, "updateShippingAddress()");
    if (contact && !countries.includes(contact.address.country)) {
      return buyerError(`We do not ship to ${contact.address.country}.`);
    }
    return this._give({ shippingAddress: contact });
  }

  async updateLineItemQuantity({ lineItem, quantity } = {}) {
    must(
      typeof lineItem === "string" && Number.isInteger(quantity),
      `updateLineItemQuantity(): expected {lineItem, quantity}; came {${shown(lineItem)}, ${shown(quantity)}}.`
    );
    const wanted = { line_item_id: lineItem, quantity };
    return this._answered(await this._update({ updated_line_item_quantity: wanted }));
  }

  async updateShippingOption(shippingOption) {
    return this._answered(await this._update({ shipping_rate: shippingOption }));
  }

  // A session whose ui_mode is elements takes no optional_items (the texts of the SDK's parameters).
  async addOptionalLineItem() {
    throw new IntegrationError("addOptionalLineItem() needs `optional_items` on the Checkout Session.");
  }

  async removeOptionalLineItem() {
    throw new IntegrationError("removeOptionalLineItem() needs `optional_items` on the Checkout Session.");
  }

  // The shop's server changes the session; afterwards the page shows what became of it.
  async runServerUpdate(userFunction) {
    must(typeof userFunction === "function", `runServerUpdate(): expected a function, came ${shown(userFunction)}.`);
    const work = async () => {
      await userFunction();
      return this._store.request("GET", "", {});
    };
    try {
      return this._answered(await this._store.update(work));
    } catch (error) {
      return buyerError(String(error?.message ?? error));
    }
  }

  async validateElements() {
    if (!Object.keys(VALIDATED).some((name) => this._elements.named(name))) {
      const message = "There is no Element to validate.";
      return { type: "error", error: { code: "no_elements", message, validation_errors: [] } };
    }
    const wrong = await this._elements.judged();
    if (!wrong.length) return this._success();
    const errors = wrong.map(({ name, error }) => ({ element: VALIDATED[name], message: error.message }));
    const [{ message }] = errors;
    return { type: "error", error: { code: "validation_error", message, validation_errors: errors } };
  }

  confirm(options) {
    return confirmCheckout(this._store, this._elements, options);
  }

  getSession() {
    return this._store.session();
  }

  // As the page gets them: plain functions, which may be taken apart and spread.
  bound() {
    const names = Object.getOwnPropertyNames(CheckoutActions.prototype);
    const open = names.filter((name) => !["constructor", "bound"].includes(name) && !name.startsWith("_"));
    return Object.fromEntries(open.map((name) => [name, this[name].bind(this)]));
  }

  _mustTakeCodes(call) {
    must(this._store.told.allow_promotion_codes, `${call} needs \`allow_promotion_codes\` on the Checkout Session.`);
  }

  _update(params) {
    return this._store.update(() => this._store.request("POST", "", params));
  }

  _give(changes) {
    this._store.give(changes);
    return this._success();
  }

  _answered({ error }) {
    return error ? buyerError(error.message) : this._success();
  }

  _success() {
    return { type: "success", session: this._store.session() };
  }
}

function buyerError(message, code = null) {
  return { type: "error", error: { message, code } };
}

// The codes are those of the types; which text has which is inferred.
function wrongEmail(email) {
  must(typeof email === "string", `expected an email as a text, came ${shown(email)}.`);
  if (EMAIL.test(email)) return null;
  return /^[^@\s]+@[^@\s]+$|^[^@\s]*@?$/.test(email)
    ? buyerError("Your email is incomplete.", "incompleteEmail")
    : buyerError("Your email is invalid.", "invalidEmail");
}

function contactOf(contact, call) {
  if (contact === null || contact === undefined) return null;
  must(
    typeof contact.address?.country === "string",
    `${call}: expected {name, address: {country, line1, ...}}; came ${shown(contact)}.`
  );
  return { name: contact.name ?? null, address: contact.address };
}
