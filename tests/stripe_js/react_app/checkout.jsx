// Checkout on the shop's own page as Stripe's documentation writes it: Elements with a session, and the embedded page.
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { loadStripe } from "@stripe/stripe-js";
import { EmbeddedCheckout, EmbeddedCheckoutProvider } from "@stripe/react-stripe-js";
import { CheckoutElementsProvider, PaymentElement, useCheckout } from "@stripe/react-stripe-js/checkout";

const asked = new URLSearchParams(window.location.search);
const stripePromise = loadStripe(asked.get("key"));
const secret = Promise.resolve(asked.get("secret"));
const appearance = { theme: "stripe" };

function Form() {
  const state = useCheckout();
  const [email, setEmail] = useState("");
  const [told, setTold] = useState("");
  if (state.type === "loading") return <p>Loading</p>;
  if (state.type === "error") return <p id="told">{state.error.message}</p>;
  const { checkout } = state;
  const pay = async (event) => {
    event.preventDefault();
    const updated = await checkout.updateEmail(email);
    if (updated.type === "error") return setTold(updated.error.message);
    const result = await checkout.confirm({ redirect: asked.get("redirect") || "always" });
    setTold(result.type === "error" ? result.error.message : result.session.status.type);
  };
  return (
    <form onSubmit={pay}>
      <label>Email <input id="email" value={email} onChange={(event) => setEmail(event.target.value)} /></label>
      <ul>{checkout.lineItems.map((line) => <li key={line.id}>{line.quantity} {line.name}</li>)}</ul>
      <div id="payment"><PaymentElement id="payment-element" /></div>
      <button>Pay {checkout.total.total.amount} now</button>
      <output id="told">{told}</output>
      <p id="status">{checkout.status.type}</p>
    </form>
  );
}

function Elements() {
  return (
    <CheckoutElementsProvider stripe={stripePromise} options={{ clientSecret: secret, elementsOptions: { appearance } }}>
      <Form />
    </CheckoutElementsProvider>
  );
}

function Embedded() {
  const [done, setDone] = useState(false);
  const [options] = useState({ fetchClientSecret: () => secret, onComplete: () => setDone(true) });
  if (done) return <output id="told">complete</output>;
  return (
    <EmbeddedCheckoutProvider stripe={stripePromise} options={options}>
      <EmbeddedCheckout />
    </EmbeddedCheckoutProvider>
  );
}

const Chosen = asked.get("form") === "embedded" ? Embedded : Elements;
// The embedded page is rendered as its documentation has it; StrictMode would destroy it at once.
const page = asked.get("form") === "embedded" ? <Chosen /> : <StrictMode><Chosen /></StrictMode>;
createRoot(document.getElementById("root")).render(page);
