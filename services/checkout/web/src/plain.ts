// Paying without a framework, as https://docs.stripe.com/payments/quickstart shows it: the script tag is in plain.html.
import type { Stripe, StripeConstructor, StripeElements, StripeError } from "@stripe/stripe-js";
import { money } from "./money";

const STRIPE_DOWN = "Our payment provider cannot be reached at the moment. Please try again; you will not be charged twice.";
const NOT_AUTHENTICATED =
  "We are unable to authenticate your payment method. Please choose a different payment method and try again.";
const form = the("payment-form") as HTMLFormElement;
const button = the("submit") as HTMLButtonElement;
let session: { stripe: Stripe; elements: StripeElements; id: string };

void start();
form.addEventListener("submit", (event) => void pay(event));

async function start(): Promise<void> {
  const config = await call("GET", "/api/payments/config");
  const intent = await call("POST", "/api/payments/create-payment-intent", {});
  const { Stripe } = window as unknown as { Stripe?: StripeConstructor };
  if (!config || !intent) return;
  if (!Stripe) return show(STRIPE_DOWN);
  const stripe = Stripe(config.publishable_key);
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe";
  const elements = stripe.elements({ clientSecret: intent.client_secret, appearance: { theme } });
  const element = elements.create("payment");
  element.on("ready", () => setBusy(false));
  element.on("loaderror", ({ error }) => show(words(error)));
  element.mount("#payment-element");
  session = { stripe, elements, id: intent.payment_intent_id };
  the("total").textContent = money(intent.amount, intent.currency);
}

async function pay(event: Event): Promise<void> {
  event.preventDefault();
  if (button.disabled) return;
  setBusy(true);
  show("");
  const { error, paymentIntent } = await session.stripe.confirmPayment({
    elements: session.elements,
    confirmParams: { return_url: `${location.origin}/checkout/success` },
    redirect: "if_required",
  });
  const status = (paymentIntent ?? error?.payment_intent)?.status;
  if (status === "succeeded" || status === "processing") {
    return location.assign(`/checkout/success?payment_intent=${session.id}`);
  }
  setBusy(false);
  show(error ? words(error) : "The payment is not complete. Please try again.");
}

function words(error: StripeError): string {
  if (error.code === "payment_intent_authentication_failure") return NOT_AUTHENTICATED;
  return ((error.type === "card_error" || error.type === "validation_error") && error.message) || STRIPE_DOWN;
}

// The answer, or nothing when the shopper has to go elsewhere first or the shop refuses.
async function call(method: string, path: string, body?: object): Promise<any> {
  const token: string = JSON.parse(localStorage.getItem("shop.session") ?? "{}")?.access_token ?? "";
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (response?.ok) return answer;
  if (response?.status === 401) location.replace(`/login?next=${location.pathname}`);
  else if (answer?.code === "cart_empty") location.replace("/cart");
  else show(response && response.status < 500 ? answer.detail : STRIPE_DOWN);
}

function show(message: string): void {
  const box = the("payment-message");
  box.textContent = message;
  box.hidden = !message;
  if (message) box.focus();
}

function setBusy(busy: boolean): void {
  button.disabled = busy;
  the("spinner").hidden = !busy;
  form.setAttribute("aria-busy", String(busy));
}

function the(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`plain.html has no #${id}`);
  return found;
}
