import type { ReactNode } from "react";
import { Link } from "wouter";
import { api, type Order } from "../api";
import { useLoaded } from "../loaded";
import { money } from "../money";
import { Lines, Title, Waiting } from "../ui/parts";

const STATUS = { paid: "Paid", refunded: "Refunded", partially_refunded: "Partly refunded" };

/** What the shopper bought, newest first. */
export function OrdersPage(): ReactNode {
  const { value, failure, again } = useLoaded(api.orders);
  return (
    <section className="narrow">
      <Title>Your orders</Title>
      {value ? <List orders={value.orders} /> : <Waiting failure={failure} again={again} what="Loading your orders …" />}
    </section>
  );
}

function List({ orders }: { orders: Order[] }): ReactNode {
  if (!orders.length) return <p>You have not bought anything yet. <Link href="/products">Go to the products</Link></p>;
  return <>{orders.map((order) => <Bought key={order.order_id} order={order} />)}</>;
}

function Bought({ order }: { order: Order }): ReactNode {
  const { order_id: id, currency } = order;
  return (
    <article className="card" aria-labelledby={id} data-testid={`order-${id}`}>
      <h2 id={id}>Order <span className="code">{id}</span></h2>
      <p className="muted">{when(order.created_at)} · <span className="status">{STATUS[order.status]}</span></p>
      <Lines items={order.items} currency={currency} />
      <p className="total"><span>Total</span><strong className="amount">{money(order.amount, currency)}</strong></p>
      {order.amount_refunded > 0 && (
        <p className="total"><span>Refunded</span><span className="amount">{money(order.amount_refunded, currency)}</span></p>
      )}
    </article>
  );
}

function when(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.valueOf()) ? "" : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
