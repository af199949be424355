// The address elements of Checkout: what they hold is the session's address as soon as it is complete.

const ADDRESS_MODES = { BillingAddress: "billing", ShippingAddress: "shipping" };

class CheckoutAddress extends StripeElement {
  constructor(group, name, options) {
    super(group, "address", { ...options });
    this._mode = ADDRESS_MODES[name];
    this._store = group._store;
  }

  mount(target) {
    super.mount(target);
    this._tellCountries();
    return this;
  }

  // https://docs.stripe.com/js/elements_object/get_value_address_element
  async getValue() {
    return { complete: this._state.complete, isNewAddress: true, value: this._state.value };
  }

  _told() {
    return { ...super._told(), element: "checkoutAddress" };
  }

  // The frame waits to be told where the session ships to, and what is known of the shopper.
  async _tellCountries() {
    const link = this._link;
    const { error } = await this._store.loaded;
    if (link !== this._link) return;
    if (error) {
      this._emit("loaderror", { elementType: "address", error });
      return;
    }
    const countries = this._mode === "shipping" ? this._store.told.collect.shipping_countries : null;
    link.tell("countries", { countries, defaultValues: copied(this._store.given[`${this._mode}Address`] || {}) });
  }

  _change(state) {
    this._showState(state);
    const { empty, complete, value } = state;
    this._store.giveOnce(`${this._mode}Address`, complete ? value : null);
    const told = { elementType: "address", elementMode: this._mode, empty, complete, isNewAddress: true, value };
    this._emit("change", told);
  }
}
