// Checkout's page within the shop's: https://docs.stripe.com/js/embedded_checkout.

const EMBEDDED_STYLE = { border: "0", margin: "0", padding: "0", width: "100%", display: "block", height: "40rem" };
let embeddedNow = null;

async function embeddedCheckout(stripe, options = {}, call) {
  // As observed; Stripe's own words.
  must(embeddedNow === null, "You cannot have multiple Embedded Checkout objects.");
  embeddedNow = call;
  try {
    const { clientSecret, fetchClientSecret } = options;
    must(
      clientSecret || typeof fetchClientSecret === "function",
      `stripe.${call}() expects {fetchClientSecret}, a function, or {clientSecret}; neither came.`
    );
    const store = new CheckoutStore(stripe, clientSecret || fetchClientSecret(), call, "embedded_page");
    const { error } = await store.loaded;
    must(!error, error?.message);
    embeddedNow = new EmbeddedCheckout(store, options.onComplete);
    return embeddedNow;
  } catch (error) {
    embeddedNow = null;
    throw error;
  }
}

class EmbeddedCheckout {
  constructor(store, onComplete) {
    this._id = store.told.session.id;
    this._onComplete = onComplete;
    this._frame = null;
    this._destroyed = false;
  }

  mount(location) {
    must(!this._destroyed, "This Embedded Checkout has been destroyed: create a new one.");
    const place = placeOf(location);
    this.unmount();
    const frame = document.createElement("iframe");
    Object.assign(frame, { name: "embedded-checkout", title: "Secure payment input frame", allow: "payment *" });
    frame.src = `${HOME}/c/pay/${this._id}`;
    setStyle(frame, EMBEDDED_STYLE);
    this._frame = frame;
    window.addEventListener("message", this._hear);
    place.replaceChildren(frame);
  }

  unmount() {
    window.removeEventListener("message", this._hear);
    this._frame?.remove();
    this._frame = null;
  }

  destroy() {
    this.unmount();
    this._destroyed = true;
    if (embeddedNow === this) embeddedNow = null;
  }

  _hear = (event) => {
    if (!this._frame || event.source !== this._frame.contentWindow || event.origin !== HOME_ORIGIN) return;
    const { type, height, url } = event.data;
    if (type === "height") setStyle(this._frame, { height: `${height}px` });
    else if (type === "leave") window.location.assign(url);
    else if (type === "complete") this._onComplete?.();
  };
}
