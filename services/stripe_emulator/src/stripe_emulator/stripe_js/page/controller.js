// The hidden frame that speaks to the API. Where a card is wanted, it gathers the card from the card frames itself.

const HIDDEN = {
  position: "absolute", width: "1px", height: "1px", opacity: "0", border: "0", "pointer-events": "none",
  left: "0", top: "0",
};

class Controller {
  constructor(key, options) {
    const told = {
      key,
      channel: `stripe-js-${Math.random().toString(36).slice(2)}`,
      account: options.stripeAccount,
      version: options.apiVersion,
      referrer: window.location.origin,
    };
    this.channel = told.channel;
    this._link = new FrameLink("controller", "__privateStripeController", "Stripe controller frame", told, () => {});
    this._link.iframe.setAttribute("aria-hidden", "true");
    this._link.iframe.tabIndex = NEVER_TAB;
    setStyle(this._link.iframe, HIDDEN);
    whenThereIsABody(() => document.body.append(this._link.iframe));
  }

  // `card`: {frames, as}: which frames hold the card, and which parameter it becomes. Answers the object or {error}.
  request(method, path, params, card) {
    return this._link.ask("request", { method, path, params, card });
  }

  // Judges what was typed, shows what is wrong, answers {} or {error}.
  validate(frames) {
    return this._link.ask("validate", { card: { frames } });
  }

  retrieve(kind, clientSecret) {
    const path = `/v1/${kind.path}/${clientSecret.split("_secret_")[0]}`;
    return this.request("GET", path, { client_secret: clientSecret });
  }
}

function whenThereIsABody(then) {
  if (document.body) then();
  else document.addEventListener("DOMContentLoaded", then, { once: true });
}
