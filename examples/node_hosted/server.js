// A shop of one file: Node's own server, guests, and Stripe's hosted page. It speaks to api.stripe.com, wherever it runs.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Stripe from "stripe";

const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, PORT = "3000" } = process.env;
// With an empty one, everybody could sign.
if (!STRIPE_WEBHOOK_SECRET) throw new Error("STRIPE_WEBHOOK_SECRET is not set");
// A shopper is told to try again while her router still waits: without these the SDK takes four minutes.
const patience = {
  timeout: Number(process.env.STRIPE_TIMEOUT_SECONDS ?? 8) * 1000,
  maxNetworkRetries: Number(process.env.STRIPE_RETRIES ?? 2),
};
const stripe = new Stripe(STRIPE_SECRET_KEY, patience);
const origin = `http://127.0.0.1:${PORT}`;

const products = new Map(); // id -> { id, name, price, currency, stock, priceId }
const orders = new Map(); // session id -> order

async function addProduct({ name, price, currency, stock }) {
  const made = await stripe.prices.create({ currency, unit_amount: price, product_data: { name } });
  const product = { id: made.product, name, price, currency, stock, priceId: made.id };
  products.set(product.id, product);
  return product;
}

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function linesOf(items) {
  if (!Array.isArray(items) || !items.length) throw new Refusal(400, "Nothing to buy.");
  return items.map(({ id, quantity }) => {
    const product = products.get(id);
    if (!product) throw new Refusal(404, "No such product.");
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 99) throw new Refusal(422, "No such quantity.");
    return { product, quantity };
  });
}

// Units are held while the session is open; Stripe tells when it expired.
async function begin({ items }) {
  const lines = linesOf(items);
  if (new Set(lines.map(({ product }) => product.currency)).size > 1) throw new Refusal(422, "One currency only.");
  if (lines.some(({ product, quantity }) => product.stock < quantity)) throw new Refusal(409, "Sold out.");
  for (const { product, quantity } of lines) product.stock -= quantity;
  let session;
  try {
    session = await stripe.checkout.sessions.create({
      mode: "payment",
      line_items: lines.map(({ product, quantity }) => ({ price: product.priceId, quantity })),
      success_url: `${origin}/thanks?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${origin}/`,
    }, { idempotencyKey: randomUUID() });
  } catch (error) {
    giveBack(lines);
    throw error;
  }
  orders.set(session.id, { id: `order-${orders.size + 1}`, session: session.id, status: "open", lines });
  return { url: session.url };
}

function giveBack(lines) {
  for (const { product, quantity } of lines) product.stock += quantity;
}

async function settle(id) {
  const order = orders.get(id);
  if (!order || order.status !== "open") return order;
  const session = await stripe.checkout.sessions.retrieve(id);
  if (order.status === "open" && session.payment_status === "paid") {
    Object.assign(order, { status: "paid", amount: session.amount_total, currency: session.currency });
  }
  return order;
}

function expire(id) {
  const order = orders.get(id);
  if (!order || order.status !== "open") return;
  order.status = "expired";
  giveBack(order.lines);
}

async function hook(body, signature) {
  let event;
  try {
    event = stripe.webhooks.constructEvent(body, signature, STRIPE_WEBHOOK_SECRET);
  } catch {
    throw new Refusal(400, "bad signature");
  }
  if (event.type === "checkout.session.completed") await settle(event.data.object.id);
  if (event.type === "checkout.session.expired") expire(event.data.object.id);
  return { received: true };
}

const shown = ({ id, session, status, amount, currency, lines }) => ({
  id, session, status, amount, currency,
  lines: lines.map(({ product, quantity }) => ({ id: product.id, quantity, price: product.price })),
});

const page = (order) => order?.status === "paid" ? shown(order) : { status: order ? "open" : "unknown" };
const routes = {
  "GET /health": () => ({ ok: true }),
  "GET /products": () => [...products.values()],
  "POST /products": (_url, body) => addProduct(JSON.parse(body)),
  "POST /checkout": (_url, body) => begin(JSON.parse(body)),
  "GET /thanks": async (url) => page(await settle(url.searchParams.get("session_id"))),
  "POST /hook": (_url, body, request) => hook(body, request.headers["stripe-signature"]),
};

async function answer(request, response) {
  const url = new URL(request.url, origin);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let status = 200;
  let body;
  try {
    const route = routes[`${request.method} ${url.pathname}`];
    if (!route) throw new Refusal(404, "Nothing here.");
    body = await route(url, Buffer.concat(chunks).toString(), request);
  } catch (error) {
    const known = error instanceof Stripe.errors.StripeError ? 503 : error instanceof SyntaxError ? 400 : error.status;
    status = known ?? 500;
    body = { error: status === 503 ? "Please try again." : error.message };
  }
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

createServer(answer).listen(Number(PORT), "127.0.0.1");
