// A shop's checkout as the documentation of @stripe/react-stripe-js writes it: one form per kind of element.
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { loadStripe } from "@stripe/stripe-js";
import {
  CardCvcElement, CardElement, CardExpiryElement, CardNumberElement, Elements, PaymentElement, useElements, useStripe,
} from "@stripe/react-stripe-js";

const asked = new URLSearchParams(window.location.search);
const secret = asked.get("secret");
const stripePromise = loadStripe(asked.get("key"));

function Form({ children, pay }) {
  const stripe = useStripe();
  const elements = useElements();
  const [told, setTold] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    const { error, paymentIntent } = await pay(stripe, elements);
    setTold(error ? `${error.code}: ${error.message}` : paymentIntent.status);
  };
  return (
    <form onSubmit={submit}>
      {children}
      <button disabled={!stripe}>Pay</button>
      <output>{told}</output>
    </form>
  );
}

const withCard = (component) => (stripe, elements) =>
  stripe.confirmCardPayment(secret, { payment_method: { card: elements.getElement(component) } });
const withPayment = (stripe, elements) => stripe.confirmPayment({ elements, redirect: "if_required" });

function Payment() {
  const [complete, setComplete] = useState(false);
  const [colour, setColour] = useState("#1f6feb");
  const appearance = { variables: { colorText: colour } };
  return (
    <Elements stripe={stripePromise} options={{ clientSecret: secret, appearance }}>
      <Form pay={withPayment}>
        <div id="payment">
          <PaymentElement
            onReady={(element) => { window.readyElement = element; }}
            onChange={(event) => setComplete(event.complete)}
          />
        </div>
        <p id="complete">{String(complete)}</p>
        <button type="button" id="recolour" onClick={() => setColour("#00ff00")}>Recolour</button>
      </Form>
    </Elements>
  );
}

function Card() {
  return (
    <Elements stripe={stripePromise}>
      <Form pay={withCard(CardElement)}><div id="card"><CardElement options={{ hidePostalCode: true }} /></div></Form>
    </Elements>
  );
}

function Split() {
  return (
    <Elements stripe={stripePromise}>
      <Form pay={withCard(CardNumberElement)}>
        <div id="number"><CardNumberElement /></div>
        <div id="expiry"><CardExpiryElement /></div>
        <div id="cvc"><CardCvcElement /></div>
      </Form>
    </Elements>
  );
}

const FORMS = { payment: Payment, card: Card, split: Split };
const Chosen = FORMS[asked.get("form")];
createRoot(document.getElementById("root")).render(<StrictMode><Chosen /></StrictMode>);
