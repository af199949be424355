// One element: its place in the page, its frame, its events. It never holds what was typed.

const PASSED_ON = ["focus", "blur", "escape"];
const CLASSES = {
  base: "StripeElement", complete: "StripeElement--complete", empty: "StripeElement--empty",
  focus: "StripeElement--focus", invalid: "StripeElement--invalid", webkitAutofill: "StripeElement--webkit-autofill",
};
const FRAME_STYLE = {
  border: "0", margin: "0", padding: "0", width: "1px", "min-width": "100%", height: "1.2em", display: "block",
  overflow: "hidden", "user-select": "none",
};
// A labelled form has room for its focus rings outside of the place it stands in.
const FORM_STYLE = { ...FRAME_STYLE, margin: "-4px", width: "calc(100% + 8px)", "min-width": "0", "max-width": "none" };
const NOTHING_TYPED = { empty: true, complete: false };

class StripeElement extends Emitter {
  constructor(group, type, options) {
    super();
    this._group = group;
    this._type = type;
    this._options = options;
    this._link = null;
    this._place = null;
    this._destroyed = false;
    this._state = NOTHING_TYPED;
  }

  mount(target) {
    must(!this._destroyed, "This Element has been destroyed: create a new one with elements.create().");
    const place = placeOf(target);
    if (place === this._place) return this;
    this.unmount();
    this._place = place;
    this._link = new FrameLink(
      ELEMENT_TYPES[this._type].page, "__privateStripeFrame", ELEMENT_TYPES[this._type].title,
      this._told(), (message) => this._take(message)
    );
    setStyle(this._link.iframe, this._type === "payment" ? FORM_STYLE : FRAME_STYLE);
    const wrapper = document.createElement("div");
    wrapper.className = "__PrivateStripeElement";
    wrapper.append(this._link.iframe);
    place.replaceChildren(wrapper);
    this._showState({ ...NOTHING_TYPED, focused: false });
    this._labels = labelsOf(place);
    for (const label of this._labels) label.addEventListener("click", this._onLabel);
    if (this._type === "payment") this._askMethods();
    return this;
  }

  unmount() {
    if (!this._link) return this;
    for (const label of this._labels) label.removeEventListener("click", this._onLabel);
    this._link.iframe.parentNode?.remove();
    this._link.close();
    for (const name of Object.keys(CLASSES)) this._place.classList.remove(...this._classes(name));
    this._link = this._place = null;
    this._state = NOTHING_TYPED;
    return this;
  }

  destroy() {
    this.unmount();
    this._destroyed = true;
    this._group._forget(this);
    return this;
  }

  update(options) {
    this._options = { ...this._options, ...options };
    this._link?.tell("update", { options: this._told().options });
    return this;
  }

  focus() {
    this._link?.iframe.contentWindow?.focus();
    return this._pass("focus");
  }

  blur() {
    this._link?.iframe.blur();
    return this._pass("blur");
  }

  clear() {
    return this._pass("clear");
  }

  collapse() {
    return this;
  }

  // Address and link authentication elements tell their value; here it is what they were given.
  getValue() {
    return Promise.resolve({ complete: true, isNewAddress: true, value: { ...this._options.defaultValues } });
  }

  _pass(type) {
    this._link?.tell(type);
    return this;
  }

  _told() {
    const { classes, ...options } = this._options;
    return {
      element: this._type, options: copied(options), appearance: copied(this._group._options.appearance),
      channel: this._group._stripe._controller.channel, group: this._group._id,
    };
  }

  _take(message) {
    if (message.type === "ready") this._emit("ready", { elementType: this._type });
    else if (message.type === "state") this._change(message.state);
    else if (message.type === "height") setStyle(this._link.iframe, { height: `${message.height}px` });
    else if (message.type === "enter") this._place.closest("form")?.requestSubmit();
    else if (message.type === "silent") this._emit("loaderror", { elementType: this._type, error: message.error });
    else if (PASSED_ON.includes(message.type)) this._pointed(message.type);
  }

  // The frame of a Payment Element waits to be told what it shows.
  async _askMethods() {
    const link = this._link;
    const { methods, error } = await this._group._methods();
    if (link !== this._link) return;
    if (error) this._emit("loaderror", { elementType: this._type, error });
    else link.tell("methods", { methods });
  }

  _change(state) {
    this._showState(state);
    this._emit("change", { elementType: this._type, ...ELEMENT_TYPES[this._type].change(state) });
  }

  _pointed(type) {
    if (type !== "escape") this._showState({ focused: type === "focus" });
    this._emit(type, { elementType: this._type });
  }

  _showState(changed) {
    this._state = { ...this._state, ...changed };
    const { empty, complete, error, focused } = this._state;
    const on = { base: true, empty, complete, invalid: Boolean(error), focus: Boolean(focused) };
    for (const [name, wanted] of Object.entries(on)) {
      for (const one of this._classes(name)) this._place.classList.toggle(one, wanted);
    }
  }

  _classes(name) {
    return String(this._options.classes?.[name] ?? CLASSES[name]).split(/\s+/).filter(Boolean);
  }

  _onLabel = () => this.focus();
}

function placeOf(target) {
  const node = typeof target === "string" ? document.querySelector(target) : target;
  must(
    typeof target !== "string" || node,
    `mount(${shown(target)}): no element of the page matches this selector. Is it there before mount() is called?`
  );
  must(
    node && node.nodeType === window.Node.ELEMENT_NODE,
    `mount(): expected a CSS selector or a DOM element, came ${shown(target)}.`
  );
  return node;
}

function labelsOf(place) {
  const around = place.closest("label");
  const named = place.id ? [...document.querySelectorAll(`label[for="${CSS.escape(place.id)}"]`)] : [];
  return around ? [around, ...named] : named;
}

// Options as they can be sent to a frame: what is no data (functions, nodes) stays here.
function copied(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
