import { navigate } from "wouter/use-browser-location";
import { keep, session, signInPath, type Session } from "./session";

/** A product; amounts are integers in the currency's minor unit. */
export interface Product {
  product_id: string;
  title: string;
  price: number;
  currency: string;
  stock: number;
}

/** A line of a cart or an order. */
export interface Item {
  product_id: string;
  title: string;
  price: number;
  quantity: number;
}

/** The cart; it has a currency once there is something in it. */
export interface Cart {
  items: Item[];
  total: number;
  currency: string | null;
}

/** A payment for the cart as it is now. */
export interface Intent {
  client_secret: string;
  payment_intent_id: string;
  amount: number;
  currency: string;
}

/** Where a payment stands; `order_id` once the money is there. */
export interface Settled {
  payment_intent_id: string;
  status: string;
  amount: number;
  currency: string;
  order_id?: string;
}

/** What was bought and paid. */
export interface Order {
  order_id: string;
  payment_intent_id: string;
  status: "paid" | "refunded" | "partially_refunded";
  amount: number;
  amount_refunded: number;
  currency: string;
  items: Item[];
  created_at: string;
}

/** What a new account is made of. */
export interface Registration {
  email: string;
  password: string;
  first_name: string;
  last_name: string;
}

/** An answer that is not a success (RFC 9457); status 0 when there was none. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) {
    super(detail);
  }
}

/** The payment API of contracts/payments.openapi.yaml, as far as the pages use it. */
export const api = {
  register: (body: Registration) => open<Session>("POST", "/api/auth/register", body),
  login: (email: string, password: string) => open<Session>("POST", "/api/auth/login", { email, password }),
  products: () => open<{ products: Product[] }>("GET", "/api/products"),
  config: () => open<{ publishable_key: string; api_base: string }>("GET", "/api/payments/config"),
  cart: () => signedIn<Cart>("GET", "/api/cart"),
  add: (product_id: string) => signedIn<Cart>("POST", "/api/cart/items", { product_id, quantity: 1 }),
  setQuantity: (id: string, quantity: number) => signedIn<Cart>("PUT", `/api/cart/items/${id}`, { quantity }),
  remove: (id: string) => signedIn<Cart>("DELETE", `/api/cart/items/${id}`),
  createIntent: () => signedIn<Intent>("POST", "/api/payments/create-payment-intent", {}),
  settle: (payment_intent_id: string) =>
    signedIn<Settled>("POST", "/api/payments/confirm-payment", { payment_intent_id }),
  orders: () => signedIn<{ orders: Order[] }>("GET", "/api/orders"),
};

async function open<T>(method: string, path: string, body?: object): Promise<T> {
  return (await send(method, path, body)) as T;
}

/** With the bearer token; a visitor, or somebody whose token has ended, is sent to sign in and come back. */
async function signedIn<T>(method: string, path: string, body?: object): Promise<T> {
  try {
    return (await send(method, path, body, session.get()?.access_token)) as T;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      const back = signInPath(location.pathname + location.search);
      keep(null);
      navigate(back, { replace: true });
    }
    throw error;
  }
}

async function send(method: string, path: string, body?: object, token?: string): Promise<unknown> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers["Authorization"] = `Bearer ${token}`;
  const response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) }).catch(() => {
    throw new Problem(0, "unreachable", "The shop cannot be reached.");
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { code, detail } = answer as { code?: string; detail?: string };
  throw new Problem(response.status, code ?? "unknown", detail ?? "The shop gave an answer that makes no sense.");
}
