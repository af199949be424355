import type { Stripe } from "@stripe/stripe-js";
import { loadStripe } from "@stripe/stripe-js/pure";

/** Stripe.js, from Stripe; in a shop that is kept on one machine from where the page's own tag says. */
export async function stripe(key: string): Promise<Stripe | null> {
  const tag = document.querySelector<HTMLScriptElement>("script[data-stripe-js]");
  if (tag && !("Stripe" in window)) await loadAgain(tag); // else loadStripe would ask Stripe
  return loadStripe(key);
}

/** A tag whose script did not come, once more. */
function loadAgain(tag: HTMLScriptElement): Promise<void> {
  return new Promise((loaded, failed) => {
    const next = document.createElement("script");
    next.dataset.stripeJs = "";
    next.onload = () => loaded();
    next.onerror = () => failed(new Error("Failed to load Stripe.js"));
    next.src = tag.src;
    tag.replaceWith(next);
  });
}
