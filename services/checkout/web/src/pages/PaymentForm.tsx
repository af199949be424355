import { PaymentElement, useElements, useStripe } from "@stripe/react-stripe-js";
import type { PaymentIntent, Stripe, StripeElements } from "@stripe/stripe-js";
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { useLocation } from "wouter";
import { api, Problem, type Intent } from "../api";
import { refused, told } from "../messages";
import { outcomeKnown, paying } from "../pending";
import { ErrorBox, Spinner } from "../ui/parts";
import { successPath } from "./Success";

const CART_CHANGED = "Your cart has changed in another window. This is what it holds now; you have not been charged.";
const DONE = ["succeeded", "processing"];
const OVER = ["cart_empty", "payment_in_progress"];

/** How an attempt to pay ended. */
type Outcome = { goto: string } | { restart: string } | { message: string };

/** The card and the button. Whatever happens, one press pays at most once. */
export function PaymentForm({ intent, notice, restart }: {
  intent: Intent; notice: string; restart: (why: string) => void;
}): ReactNode {
  const [stripe, elements] = [useStripe(), useElements()];
  const [, navigate] = useLocation();
  const [ready, setReady] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState(notice);
  const [broken, setBroken] = useState(false);
  const under = useRef(false); // state comes too late for a double click

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!stripe || !elements || !ready || under.current) return;
    under.current = true;
    setBusy(true);
    setMessage("");
    const outcome = await attempt(stripe, elements, intent).catch((error: unknown) => ({ message: told(error) }));
    if ("goto" in outcome) return navigate(outcome.goto, { replace: true });
    if ("restart" in outcome) return restart(outcome.restart);
    under.current = false;
    setBusy(false);
    setMessage(outcome.message);
  };
  const fail = (why: string): void => {
    setBroken(true);
    setMessage(why);
  };
  return (
    <form className="card pay" onSubmit={(event) => void submit(event)} aria-busy={busy || !ready} aria-labelledby="pay">
      <h2 id="pay">Payment</h2>
      <PaymentElement onReady={() => setReady(true)} onLoadError={({ error }) => fail(refused(error))} />
      {message && <ErrorBox message={message} {...(broken && { again: () => restart("") })} />}
      <button className="primary wide" disabled={busy || !ready}>{busy && <Spinner />}Pay Now</button>
      <p className="unseen" role="status">{busy ? "Your payment is being processed." : ""}</p>
    </form>
  );
}

/** Pay for what is in the cart now, with the card that was typed: https://docs.stripe.com/js/payment_intents/confirm_payment. */
async function attempt(stripe: Stripe, elements: StripeElements, intent: Intent): Promise<Outcome> {
  const id = intent.payment_intent_id;
  const { error: invalid } = await elements.submit();
  if (invalid) return { message: refused(invalid) };
  const now = await currentIntent();
  if (now !== id) return now ? { restart: CART_CHANGED } : { goto: successPath(id) };
  paying(id);
  const { error, paymentIntent } = await stripe.confirmPayment({
    elements,
    confirmParams: { return_url: location.origin + successPath() },
    redirect: "if_required",
  });
  const after: PaymentIntent | undefined = paymentIntent ?? error?.payment_intent;
  if (after && DONE.includes(after.status)) return { goto: successPath(id) };
  if (after?.status === "canceled") return { restart: CART_CHANGED };
  if (after?.status === "requires_payment_method") outcomeKnown();
  return { message: error ? refused(error) : "The payment is not complete. Please try again." };
}

/** The payment that belongs to the cart at this moment; none when another tab has paid for it. */
async function currentIntent(): Promise<string | null> {
  try {
    return (await api.createIntent()).payment_intent_id;
  } catch (error) {
    if (error instanceof Problem && OVER.includes(error.code)) return null;
    throw error;
  }
}
