// One field on the screen: its label, its input, its error, and the caret that stays where the shopper put it.

class Input {
  constructor(field, { id, labelled, changed, left, entered }) {
    this.field = field;
    this.code = null;
    this._finished = false;
    this._last = "";
    this._context = () => ({ brand: UNKNOWN });
    this.node = document.createElement("div");
    this.node.className = `field field-${field.name}`;
    this.label = this._add("label", labelled ? "label" : "unseen", { htmlFor: id });
    this.inside = this._add("div", "inside");
    this.control = this._add(field.choices ? "select" : "input", "control", { id, name: field.name });
    this.inside.append(this.control);
    this.alert = this._add("p", labelled ? "error" : "unseen", { id: `${id}-error` });
    this.alert.setAttribute("role", "alert");
    this._describe();
    this.control.addEventListener("input", (event) => changed(this._type(event)));
    this.control.addEventListener("blur", () => left(this));
    this.control.addEventListener("keydown", (event) => entered(event));
  }

  // `context` gives what other fields have decided: the brand, the country.
  within(context) {
    this._context = context;
  }

  get value() {
    return this.control.value;
  }

  get empty() {
    return !this.value;
  }

  get complete() {
    return this.judge(true) === null;
  }

  // The code of what is wrong or missing; null when sound.
  judge(finished) {
    return this.field.judge(this.value, { ...this._context(), finished });
  }

  set(value) {
    this.control.value = value;
    this._last = value;
    this._finished = false;
  }

  // What is wrong and should be said now: while typing only what more typing cannot mend.
  refresh(finished) {
    this._finished = this._finished || finished;
    const code = this.judge(this._finished);
    const say = code && (this._finished || code.startsWith("invalid")) ? code : null;
    this._show(say);
    return say;
  }

  rename({ label, placeholder, inputmode }) {
    this.label.textContent = label;
    if (placeholder) this.control.placeholder = placeholder;
    this.control.inputMode = inputmode || "text";
  }

  _type(event) {
    const deleting = String(event.inputType || "").startsWith("delete");
    const before = this.control.value;
    const caret = this.control.selectionStart;
    const after = this.field.format(before, { ...this._context(), deleting });
    if (after !== before) {
      this.control.value = after;
      const counted = [...before.slice(0, caret ?? before.length)].filter((one) => this.field.counts.test(one)).length;
      const place = caret === before.length ? after.length : placeAfter(after, counted, this.field.counts);
      this.control.setSelectionRange?.(place, place);
    }
    this._finished = false;
    const typed = !deleting && after !== this._last;
    this._last = after;
    return { input: this, typed };
  }

  _show(code) {
    this.code = code;
    this.alert.textContent = code ? MESSAGES[code] : "";
    this.node.classList.toggle("wrong", Boolean(code));
    if (code) this.control.setAttribute("aria-invalid", "true");
    else this.control.removeAttribute("aria-invalid");
  }

  _add(tag, className, properties) {
    const node = Object.assign(document.createElement(tag), { className, ...properties });
    this.node.append(node);
    return node;
  }

  _describe() {
    const { field, control, alert } = this;
    control.autocomplete = field.autocomplete;
    control.setAttribute("aria-describedby", alert.id);
    control.dataset.elementsStableFieldName = field.stable;
    this.rename(field);
    if (field.choices) control.append(...field.choices().map(([code, name]) => new Option(name, code)));
    else Object.assign(control, { type: "text", spellcheck: false, autocapitalize: "off" });
  }
}

// The place in `text` behind its first `count` characters that count.
function placeAfter(text, count, counts) {
  let seen = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (seen === count) return at;
    if (counts.test(text[at])) seen += 1;
  }
  return text.length;
}
