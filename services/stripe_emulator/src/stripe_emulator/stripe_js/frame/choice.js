// The Payment Element: one form for each payment method, and the choice among them, as tabs or as an accordion
// (https://docs.stripe.com/payments/payment-element#layout). It answers as one form does.

const REDIRECTED = "After you submit, you will be redirected to complete the payment.";

class Choice {
  constructor(methods, options, hooks) {
    this._hooks = hooks;
    this._methods = inOrder(methods, options.paymentMethodOrder);
    this._forms = new Map(this._methods.map((method) => [method, formOf(method, options, hooks)]));
    const { layout } = options;
    this._accordion = (layout?.type || layout) === "accordion";
    this.node = document.createElement("div");
    this.node.className = this._accordion ? "accordion" : "tabs";
    this._tabs = this._methods.length > 1 ? this._addTabs() : new Map();
    this.choose(this._methods[0]);
  }

  choose(method) {
    this.method = method;
    for (const form of this._forms.values()) form.node.remove();
    for (const [name, tab] of this._tabs) tab.setAttribute("aria-selected", String(name === method));
    if (this._accordion && this._tabs.has(method)) this._tabs.get(method).after(this._form.node);
    else this.node.append(this._form.node);
  }

  get _form() {
    return this._forms.get(this.method);
  }

  state() {
    return { ...this._form.state(), method: this.method };
  }

  read(focus) {
    const { values, error } = this._form.read(focus);
    return error ? { error } : { values: { ...values, method: this.method } };
  }

  update(options) {
    for (const form of this._forms.values()) form.update(options);
    for (const tab of this._tabs.values()) tab.disabled = Boolean(options.disabled || options.readOnly);
  }

  clear() {
    for (const form of this._forms.values()) form.clear();
  }

  focus() {
    if (!this._form.focus()) this._tabs.get(this.method)?.focus();
  }

  _addTabs() {
    const list = document.createElement("div");
    list.className = "tablist";
    list.setAttribute("role", "tablist");
    this.node.append(list);
    return new Map(this._methods.map((method) => [method, this._addTab(list, method)]));
  }

  _addTab(list, method) {
    const words = { type: "button", value: method, id: `${method}-tab`, textContent: METHODS[method].label };
    const tab = Object.assign(document.createElement("button"), { className: "tab", ...words });
    tab.setAttribute("role", "tab");
    tab.addEventListener("click", () => {
      if (method === this.method) return;
      this.choose(method);
      this._hooks.typed();
    });
    list.append(tab);
    return tab;
  }
}

function formOf(method, options, hooks) {
  const form = new Form(METHODS[method].layout, options, hooks, method === "card" ? "payment" : method);
  if (METHODS[method].redirects) {
    form.node.append(Object.assign(document.createElement("p"), { className: "label", textContent: REDIRECTED }));
  }
  return form;
}

// Those that the shop named first come first, in its order.
function inOrder(methods, wanted = []) {
  return [...wanted.filter((one) => methods.includes(one)), ...methods.filter((one) => !wanted.includes(one))];
}
