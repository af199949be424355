import { useCallback, useEffect, type ReactNode } from "react";
import { Link, Redirect, useSearch } from "wouter";
import { api, Problem, type Settled } from "../api";
import { useLoaded } from "../loaded";
import { money } from "../money";
import { outcomeKnown, paying } from "../pending";
import { Title, Waiting } from "../ui/parts";

const PATH = "/checkout/success";
const NOT_OURS = [404, 422];

/** The address of this page for a payment; Stripe adds the id itself when it redirects
 * (https://docs.stripe.com/payments/payment-intents/verifying-status#handling-next-actions). */
export function successPath(paymentIntentId?: string): string {
  return paymentIntentId ? `${PATH}?payment_intent=${encodeURIComponent(paymentIntentId)}` : PATH;
}

/** What a payment came to: the checkout is asked, the address is never believed. */
export function SuccessPage(): ReactNode {
  const id = new URLSearchParams(useSearch()).get("payment_intent") ?? "";
  useEffect(() => {
    if (id) history.replaceState(history.state, "", successPath(id)); // a client secret has no place in the address
  }, [id]);
  return <Outcome key={id} id={id} />;
}

function Outcome({ id }: { id: string }): ReactNode {
  const { value, failure, again } = useLoaded(useCallback(() => settle(id), [id]));
  if (value === "not found") return <Unknown />;
  if (value === "unpaid") return <Redirect to="/checkout" replace />;
  if (value?.order_id) return <Paid paid={value} />;
  return (
    <section className="narrow">
      <Title>Your payment</Title>
      {value ? <InProgress again={again} /> : <Waiting failure={failure} again={again} what="Confirming your payment …" />}
    </section>
  );
}

function Paid({ paid }: { paid: Settled }): ReactNode {
  return (
    <section className="narrow">
      <Title>Thank you for your order</Title>
      <div className="card">
        <p className="done">Your payment of <strong>{money(paid.amount, paid.currency)}</strong> was successful.</p>
        <dl>
          <dt>Order number</dt>
          <dd className="code" data-testid="order-id">{paid.order_id}</dd>
          <dt>Payment</dt>
          <dd className="code" data-testid="payment-intent-id">{paid.payment_intent_id}</dd>
        </dl>
      </div>
      <p className="ways"><Link href="/orders">View your orders</Link><Link href="/products">Continue shopping</Link></p>
    </section>
  );
}

function InProgress({ again }: { again: () => void }): ReactNode {
  return (
    <div className="card">
      <p role="status">Your payment is being processed. You will get a mail when it is done.</p>
      <button type="button" onClick={again}>Check again</button>
    </div>
  );
}

function Unknown(): ReactNode {
  return (
    <section className="narrow">
      <Title>Payment not found</Title>
      <p>You have no such payment. <Link href="/orders">View your orders</Link></p>
    </section>
  );
}

async function settle(id: string): Promise<Settled | "not found" | "unpaid"> {
  if (!id) return "not found";
  try {
    const settled = await api.settle(id);
    outcomeKnown();
    return ["succeeded", "processing"].includes(settled.status) ? settled : "unpaid";
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 402) {
      paying(id); // the checkout page tells why
      return "unpaid";
    }
    if (!NOT_OURS.includes(error.status)) throw error;
    outcomeKnown();
    return "not found";
  }
}
