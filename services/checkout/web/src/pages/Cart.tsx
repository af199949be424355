import { useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { api, type Cart, type Item } from "../api";
import { useLoaded } from "../loaded";
import { told } from "../messages";
import { money } from "../money";
import { announce } from "../ui/Layout";
import { ErrorBox, Title, Waiting } from "../ui/parts";

const MOST = 99;

/** What the shopper means to buy. */
export function CartPage(): ReactNode {
  const { value, failure, again, set } = useLoaded(api.cart);
  return (
    <section className="narrow">
      <Title>Your cart</Title>
      {value ? <Basket cart={value} changed={set} /> : <Waiting failure={failure} again={again} what="Loading your cart …" />}
    </section>
  );
}

function Basket({ cart, changed }: { cart: Cart; changed: (cart: Cart) => void }): ReactNode {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const change = async (asked: Promise<Cart>, what: string): Promise<void> => {
    setBusy(true);
    setProblem("");
    try {
      changed(await asked);
      announce(what);
    } catch (error) {
      setProblem(told(error));
    } finally {
      setBusy(false);
    }
  };
  if (!cart.items.length || !cart.currency) {
    return <p>Your cart is empty. <Link href="/products">Go to the products</Link></p>;
  }
  const { currency } = cart;
  return (
    <>
      {problem && <ErrorBox message={problem} />}
      <ul className="card lines" aria-busy={busy}>
        {cart.items.map((item) => <Line key={item.product_id} {...{ item, currency, busy, change }} />)}
        <li className="total">
          <span>Total</span>
          <strong className="amount" data-testid="cart-total">{money(cart.total, currency)}</strong>
        </li>
      </ul>
      <button type="button" className="primary wide" onClick={() => navigate("/checkout")}>Proceed to Checkout</button>
    </>
  );
}

function Line({ item, currency, busy, change }: {
  item: Item; currency: string; busy: boolean; change: (asked: Promise<Cart>, what: string) => Promise<void>;
}): ReactNode {
  const { product_id: id, title, quantity } = item;
  const set = (wanted: number): void => void change(api.setQuantity(id, wanted), `${wanted} of ${title}.`);
  const remove = (): void => void change(api.remove(id), `${title} is out of your cart.`);
  return (
    <li data-testid={`cart-line-${id}`}>
      <span className="what">
        {title}
        <small className="muted">{money(item.price, currency)} each</small>
      </span>
      <span className="stepper" role="group" aria-label={`Quantity of ${title}`}>
        <button type="button" aria-label={`One less of ${title}`} disabled={busy || quantity <= 1}
          onClick={() => set(quantity - 1)}>−</button>
        <span className="quantity">{quantity}</span>
        <button type="button" aria-label={`One more of ${title}`} disabled={busy || quantity >= MOST}
          onClick={() => set(quantity + 1)}>+</button>
      </span>
      <span className="amount">{money(item.price * quantity, currency)}</span>
      <button type="button" className="link" aria-label={`Remove ${title}`} disabled={busy} onClick={remove}>Remove</button>
    </li>
  );
}
