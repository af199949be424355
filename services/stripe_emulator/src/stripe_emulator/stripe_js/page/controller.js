// The hidden frame that speaks to the API. Where a card is wanted, it gathers the card from the card frames itself.

const HIDDEN = {
  position: "absolute", width: "1px", height: "1px", opacity: "0", border: "0", "pointer-events": "none",
  left: "0", top: "0",
};

class Controller {
  constructor(key, options) {
    this.channel = `stripe-js-${Math.random().toString(36).slice(2)}`;
    this._told = {
      key,
      channel: this.channel,
      account: options.stripeAccount,
      version: options.apiVersion,
      referrer: window.location.origin,
    };
    this._open();
  }

  // `card`: {frames, as}: which frames hold the card, and which parameter it becomes. Answers the object or {error}.
  request(method, path, params, card) {
    return this._frame().ask("request", { method, path, params, card });
  }

  // Judges what was typed, shows what is wrong, answers {method} or {error}.
  validate(frames) {
    return this._frame().ask("validate", { card: { frames } });
  }

  retrieve(kind, clientSecret) {
    const path = `/v1/${kind.path}/${clientSecret.split("_secret_")[0]}`;
    return this.request("GET", path, { client_secret: clientSecret });
  }

  // A page may throw its body away, and this frame with it.
  _frame() {
    if (this._placed && !this._link.iframe.isConnected) {
      this._link.close();
      this._open();
    }
    return this._link;
  }

  _open() {
    const title = "Stripe controller frame";
    const link = new FrameLink("controller", "__privateStripeController", title, this._told, () => {});
    link.iframe.setAttribute("aria-hidden", "true");
    link.iframe.tabIndex = -1;
    setStyle(link.iframe, HIDDEN);
    this._link = link;
    this._placed = false;
    whenThereIsABody(() => {
      document.body.append(link.iframe);
      this._placed = true;
    });
  }
}

function whenThereIsABody(then) {
  if (document.body) then();
  else document.addEventListener("DOMContentLoaded", then, { once: true });
}
