import { Elements } from "@stripe/react-stripe-js";
import type { Stripe } from "@stripe/stripe-js";
import { useState, type ReactNode } from "react";
import { Link, Redirect } from "wouter";
import { api, Problem, type Cart, type Intent } from "../api";
import { useLoaded } from "../loaded";
import { told } from "../messages";
import { money } from "../money";
import { outcomeKnown, unknownOutcome } from "../pending";
import { stripe } from "../stripe";
import { appearance } from "../ui/appearance";
import { Lines, Title, Waiting } from "../ui/parts";
import { PaymentForm } from "./PaymentForm";
import { successPath } from "./Success";

/** Everything that a payment form needs; `declined` is how the last try ended that this tab did not see the end of. */
interface Opened {
  cart: Cart;
  intent: Intent;
  stripe: Stripe | null;
  declined: string;
}

/** Pay for the cart. */
export function CheckoutPage(): ReactNode {
  const { value, failure, again } = useLoaded(open);
  const [changed, setChanged] = useState("");
  const restart = (why: string): void => {
    setChanged(why);
    again();
  };
  if (typeof value === "string") return <Redirect to={value} replace />;
  return (
    <section className="checkout">
      <Title>Checkout</Title>
      {value ? <Desk key={value.intent.client_secret} opened={value} notice={changed || value.declined} restart={restart} />
        : <Waiting failure={failure} again={again} what="Preparing your payment …" />}
      {Boolean(failure) && <p><Link href="/cart">Back to your cart</Link></p>}
    </section>
  );
}

function Desk({ opened, notice, restart }: {
  opened: Opened; notice: string; restart: (why: string) => void;
}): ReactNode {
  const { cart, intent, stripe } = opened;
  const total = money(intent.amount, intent.currency);
  return (
    <div className="desk">
      <section className="card summary" aria-labelledby="summary">
        <h2 id="summary">Order summary</h2>
        <Lines items={cart.items} currency={intent.currency} />
        <p className="total"><span>Total</span><strong className="amount" data-testid="order-total">{total}</strong></p>
      </section>
      <Elements stripe={stripe} options={{ clientSecret: intent.client_secret, appearance: appearance() }}>
        <PaymentForm intent={intent} notice={notice} restart={restart} />
      </Elements>
    </div>
  );
}

/** What to pay with and for, or the path of the page that the shopper belongs on. */
async function open(): Promise<Opened | string> {
  const earlier = await endOfEarlierPayment();
  if (earlier.paid) return successPath(earlier.paid);
  const [config, cart] = await Promise.all([api.config(), api.cart()]);
  if (!cart.items.length) return "/cart";
  const intent = await api.createIntent();
  if (intent.amount !== cart.total) {
    throw new Problem(409, "cart_changed", "Your cart has just changed in another window. Please try again.");
  }
  return { cart, intent, stripe: await stripe(config.publishable_key), declined: earlier.declined };
}

/** A payment that was under way when the page was left: was it paid, declined, or given up? */
async function endOfEarlierPayment(): Promise<{ paid?: string; declined: string }> {
  const id = unknownOutcome();
  if (!id) return { declined: "" };
  try {
    const { status } = await api.settle(id);
    if (["succeeded", "processing"].includes(status)) return { paid: id, declined: "" };
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 401 || error.status === 0 || error.status >= 500) throw error;
    if (error.status === 402) {
      outcomeKnown();
      return { declined: told(error) };
    }
  }
  outcomeKnown();
  return { declined: "" };
}
