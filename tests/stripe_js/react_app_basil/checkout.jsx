// The same with the packages of 2025: CheckoutProvider fetches the client secret, useCheckout() is the checkout itself.
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { loadStripe } from "@stripe/stripe-js";
import { CheckoutProvider, PaymentElement, useCheckout } from "@stripe/react-stripe-js";

const asked = new URLSearchParams(window.location.search);
const stripePromise = loadStripe(asked.get("key"));
const options = { fetchClientSecret: async () => asked.get("secret") };

function Form() {
  const checkout = useCheckout();
  const [email, setEmail] = useState("");
  const [told, setTold] = useState("");
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
      <div id="payment"><PaymentElement /></div>
      <button>Pay {checkout.total.total.amount} now</button>
      <output id="told">{told}</output>
    </form>
  );
}

createRoot(document.getElementById("root")).render(
  <CheckoutProvider stripe={stripePromise} options={options}><Form /></CheckoutProvider>
);
