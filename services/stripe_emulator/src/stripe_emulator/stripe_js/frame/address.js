// The form of Checkout's address elements (https://docs.stripe.com/js/custom_checkout/custom_checkout_elements): name,
// country, and the parts of an address, with the names that Stripe's own fields have.

Object.assign(MESSAGES, { incomplete_address: "This field is incomplete." });

// Inferred: Stripe's own list is longer.
const NEED_STATE = ["AU", "CA", "US"];
const needsPostalCode = (country) => country in POSTAL_CODES;

function addressField(name, part, label, autocomplete, isNeeded = () => false) {
  return {
    name, part, stable: name, label, autocomplete, counts: /./,
    format: (text) => text,
    judge: (text, { country }) => (isNeeded(country) && !text.trim() ? "incomplete_address" : null),
    full: () => false,
    read: (text) => ({ [part]: text.trim() || null }),
  };
}

const ADDRESS_COUNTRY = { ...COUNTRY, part: "country", label: "Country or region", optional: false };
LAYOUTS.checkoutAddress = { seen: true, rows: [
  [NAME],
  [ADDRESS_COUNTRY],
  [addressField("addressLine1", "line1", "Address line 1", "address-line1", () => true)],
  [addressField("addressLine2", "line2", "Address line 2", "address-line2")],
  [addressField("locality", "city", "City", "address-level2", () => true)],
  [
    addressField("administrativeArea", "state", "State", "address-level1", (country) => NEED_STATE.includes(country)),
    addressField("postalCode", "postal_code", "ZIP or postal code", "postal-code", needsPostalCode),
  ],
] };

class AddressForm extends Form {
  // `options`: {countries, defaultValues: {name, address}}; without countries, all.
  constructor(options, hooks) {
    super("checkoutAddress", {}, hooks);
    const { name = "", address = {} } = options.defaultValues || {};
    for (const input of this.inputs) {
      if (input.field.part === "country") offer(input, options.countries || COUNTRY_CODES, address.country);
      else input.set((input.field === NAME ? name : address[input.field.part]) || "");
      input.within(() => ({ country: this._input(ADDRESS_COUNTRY).value }));
    }
  }

  update() {}

  state() {
    const parts = this.inputs.filter((input) => input.field.part);
    const address = Object.fromEntries(parts.map((input) => [input.field.part, input.value.trim() || null]));
    const empty = this.inputs.every((input) => input.empty || input.field === ADDRESS_COUNTRY);
    return { ...super.state(), empty, value: { name: this._input(NAME).value.trim() || null, address } };
  }
}

function offer(input, countries, wanted) {
  for (const option of [...input.control.options]) if (!countries.includes(option.value)) option.remove();
  const likely = [wanted, likelyCountry(), ...countries].find((country) => countries.includes(country));
  input.set(likely);
}
