// The fields of one element together: what they say of themselves, and the card that only the API's frame may read.

class Form {
  // `typed` is called after every input, `judged` where only what is said of it may have changed.
  constructor(type, options, { typed, judged, entered }, prefix = type) {
    this._layout = LAYOUTS[type];
    this._onTyped = typed;
    this._judged = judged;
    this._brandElsewhere = UNKNOWN;
    this.inputs = [];
    this.node = document.createElement("form");
    this.node.noValidate = true;
    this.node.className = this._layout.seen ? "form" : "form line";
    for (const row of this._layout.rows) this._addRow(row, prefix, entered);
    for (const input of this.inputs) input.within(() => ({ brand: this.brand, country: this._value(COUNTRY) }));
    this._mark = this._addMark();
    this.update(options);
    this._fillIn(options);
  }

  get brand() {
    const number = this._input(NUMBER);
    return number ? brandOf(digitsOf(number.value)) : this._brandElsewhere;
  }

  set brandElsewhere(brand) {
    this._brandElsewhere = brand;
  }

  state() {
    const shown = this._shown();
    const card = shown.filter((input) => !input.field.optional);
    const wrong = shown.find((input) => input.code);
    return {
      empty: card.every((input) => input.empty),
      complete: shown.every((input) => input.complete),
      error: wrong && validationError(wrong.code),
      brand: this.brand.brand,
      postalCode: this._value(POSTAL_CODE) || "",
      country: signsOf(this._value(IBAN) || "").slice(0, 2),
    };
  }

  // {values} when all is sound; else {error}, shown, with the caret in the first wrong field.
  read(focus) {
    const wrong = this._shown().filter((input) => input.refresh(true));
    if (wrong.length && focus) wrong[0].control.focus();
    if (wrong.length) return { error: validationError(wrong[0].code) };
    return { values: Object.assign({}, ...this._shown().map((input) => input.field.read(input.value))) };
  }

  update(options) {
    for (const input of this.inputs) {
      input.node.hidden = isHidden(input.field, options);
      input.control.disabled = Boolean(options.disabled || options.readOnly);
      if (options.placeholder && !this._layout.seen) input.rename({ ...input.field, placeholder: options.placeholder });
    }
    this._mark.hidden = Boolean(options.hideIcon);
    this._refresh();
  }

  clear() {
    for (const input of this.inputs) if (!input.field.choices) input.set("");
    this._refresh();
  }

  // Whether there was a field to focus.
  focus() {
    const input = this._shown().find((one) => !one.complete) || this._shown()[0];
    input?.control.focus();
    return Boolean(input);
  }

  // What is seen again after something changed.
  _refresh() {
    const country = this._value(COUNTRY);
    const postalCode = this._input(POSTAL_CODE);
    if (postalCode && this._input(COUNTRY)) {
      postalCode.rename(POSTAL_CODES[country] || POSTAL_CODE);
      postalCode.node.classList.toggle("absent", !(country in POSTAL_CODES));
    }
    for (const input of this.inputs) {
      for (const [name, wanted] of Object.entries(input.field.absentUnless || {})) {
        const value = this.inputs.find((one) => one.field.name === name)?.value;
        input.node.classList.toggle("absent", value !== wanted);
      }
    }
    for (const input of this._shown()) input.refresh(false);
    this._mark.textContent = this.brand.mark;
  }

  _shown() {
    return this.inputs.filter((one) => !one.node.hidden && !one.node.classList.contains("absent"));
  }

  _input(field) {
    return this.inputs.find((one) => one.field === field);
  }

  _value(field) {
    return this._input(field)?.value;
  }

  _addRow(fields, prefix, entered) {
    const row = Object.assign(document.createElement("div"), { className: "row" });
    for (const field of fields) {
      const input = new Input(field, {
        id: `${prefix}-${field.name}Input`, labelled: this._layout.seen, entered,
        changed: (typing) => this._typed(typing), left: (one) => this._left(one),
      });
      this.inputs.push(input);
      row.append(input.node);
    }
    this.node.append(row);
  }

  _typed({ input, typed }) {
    this._refresh();
    this._onTyped();
    const next = this._shown()[this._shown().indexOf(input) + 1];
    const full = input.field.full(input.value, { brand: this.brand }) && input.complete;
    if (this._layout.advances && typed && full && next) next.control.focus();
  }

  _left(input) {
    if (input.empty) return;
    input.refresh(true);
    this._judged();
  }

  _addMark() {
    const mark = Object.assign(document.createElement("span"), { className: "brand" });
    mark.setAttribute("aria-hidden", "true");
    this._input(NUMBER)?.inside.append(mark);
    return mark;
  }

  _fillIn(options) {
    const { address = {}, name, email } = options.defaultValues?.billingDetails || {};
    this._input(NAME)?.set(name || "");
    this._input(EMAIL)?.set(email || "");
    this._input(COUNTRY)?.set(COUNTRY_CODES.includes(address.country) ? address.country : likelyCountry());
    const postalCode = address.postal_code || options.value?.postalCode || "";
    this._input(POSTAL_CODE)?.set(POSTAL_CODE.format(postalCode));
    this._refresh();
  }
}
