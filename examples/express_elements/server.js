import crypto from "node:crypto";
import express from "express";
import session from "express-session";
import Stripe from "stripe";
import * as store from "./store.js";

const { STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE, ADMIN_KEY } = process.env;
// With an empty one, everybody could sign.
if (!STRIPE_WEBHOOK_SECRET) throw new Error("STRIPE_WEBHOOK_SECRET is not set");
const base = STRIPE_API_BASE ? new URL(STRIPE_API_BASE) : null;
// A shopper is told to try again while her router still waits: without these the SDK takes four minutes.
const patience = {
  timeout: Number(process.env.STRIPE_TIMEOUT_SECONDS ?? 8) * 1000,
  maxNetworkRetries: Number(process.env.STRIPE_RETRIES ?? 2),
};
const stripe = new Stripe(STRIPE_SECRET_KEY, base
  ? { ...patience, host: base.hostname, port: base.port, protocol: base.protocol.replace(":", "") }
  : patience);

const app = express();

// The pending payments: what was in the cart when each of them began.
const pending = new Map();
const busy = new Set();

app.post("/webhooks/stripe", express.raw({ type: "*/*" }), async (request, response) => {
  let event;
  try {
    event = stripe.webhooks.constructEvent(request.body, request.get("stripe-signature"), STRIPE_WEBHOOK_SECRET);
  } catch {
    return response.status(400).send("bad signature");
  }
  if (event.type === "payment_intent.succeeded") await settle(event.data.object.id);
  if (event.type === "payment_intent.canceled") giveUp(event.data.object.id);
  if (["charge.refunded", "refund.failed"].includes(event.type)) await noteRefund(event.data.object.payment_intent);
  return response.json({ received: true });
});

app.use(express.json());
app.use(express.static("public"));
app.use(session({ secret: crypto.randomUUID(), resave: false, saveUninitialized: false }));

const signedIn = (request, response, next) => {
  request.user = store.users.get(request.session.email);
  return request.user ? next() : response.status(401).json({ error: "Please sign in." });
};

const hash = (password) => crypto.scryptSync(password, "shop", 32, { N: 1024 }).toString("hex");

app.get("/healthz", (_request, response) => response.send("ok"));
app.get("/config", (_request, response) => response.json({ publishableKey: STRIPE_PUBLISHABLE_KEY }));
app.get("/products", (_request, response) => response.json([...store.products.values()]));
app.get("/products/:id", (request, response) => {
  const product = store.products.get(request.params.id);
  return product ? response.json(product) : response.status(404).json({ error: "No such product." });
});

app.post("/admin/products", (request, response) => {
  if (!ADMIN_KEY || request.get("x-admin-key") !== ADMIN_KEY) return response.status(403).json({ error: "No." });
  return response.status(201).json(store.addProduct(request.body));
});

app.post("/session", (request, response) => {
  const { email, password, create } = request.body;
  if (typeof email !== "string" || typeof password !== "string") return response.status(400).json({ error: "Who?" });
  if (create && !store.addUser(email, hash(password))) return response.status(409).json({ error: "Address taken." });
  const user = store.users.get(email);
  if (!user || user.password !== hash(password)) return response.status(401).json({ error: "Wrong password." });
  request.session.email = email;
  return response.json({ id: user.id });
});

const shownCart = (user) => {
  const lines = store.linesOf(user);
  return { lines, total: store.totalOf(lines), currency: lines[0]?.currency ?? null };
};

app.get("/basket", signedIn, (request, response) => response.json(shownCart(request.user)));

app.put("/basket/:id", signedIn, (request, response) => {
  const product = store.products.get(request.params.id);
  const { quantity } = request.body;
  if (!product) return response.status(404).json({ error: "No such product." });
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > 99) {
    return response.status(422).json({ error: "That quantity cannot be ordered." });
  }
  const [other] = store.linesOf(request.user);
  if (other && other.currency !== product.currency) return response.status(409).json({ error: "Another currency." });
  if (quantity) request.user.cart.set(product.id, quantity);
  else request.user.cart.delete(product.id);
  return response.json(shownCart(request.user));
});

app.post("/payment", signedIn, async (request, response) => {
  const { user } = request;
  const lines = store.linesOf(user);
  if (!lines.length) return response.status(400).json({ error: "Your basket is empty." });
  if (busy.has(user.id)) return response.status(409).json({ error: "Already on its way." });
  busy.add(user.id);
  try {
    const intent = await begin(user, lines);
    if (!intent) return response.status(409).json({ error: "Sold out." });
    if (intent === PAID) return response.status(400).json({ error: "Your basket is paid." });
    const { id, client_secret: clientSecret, amount, currency } = intent;
    return response.json({ id, clientSecret, amount, currency });
  } catch {
    return response.status(503).json({ error: "We cannot reach the payment service. Please try again." });
  } finally {
    busy.delete(user.id);
  }
});

// What was bought leaves the basket; what was put into it meanwhile stays.
function takeOut(user, lines) {
  for (const { productId, quantity } of lines) {
    const left = (user.cart.get(productId) ?? 0) - quantity;
    if (left > 0) user.cart.set(productId, left);
    else user.cart.delete(productId);
  }
}

// PAID when nothing is left to pay for: the payment before this one had gone through.
const PAID = Symbol("paid");

async function begin(user, lines) {
  if (user.payment && pending.has(user.payment)) {
    const before = pending.get(user.payment);
    const intent = await stripe.paymentIntents.retrieve(user.payment);
    // It may have been ended in the dashboard, or by a call whose answer was lost.
    const ended = intent.status === "canceled";
    if (!ended && JSON.stringify(before.lines) === JSON.stringify(lines)) return intent;
    const canceled = ended || (await stripe.paymentIntents.cancel(user.payment).catch((error) => error));
    if (canceled instanceof Error) {
      await settle(user.payment);
      if (pending.has(user.payment)) throw canceled;
      const left = store.linesOf(user);
      return left.length ? begin(user, left) : PAID;
    }
    giveUp(user.payment);
  }
  if (!store.take(lines)) return null;
  user.attempt ??= crypto.randomUUID();
  // A digest: a title may hold letters that no header can, and a key has 255 characters.
  const wanted = crypto.createHash("sha256").update(JSON.stringify(lines)).digest("hex");
  try {
    const intent = await stripe.paymentIntents.create({
      amount: store.totalOf(lines),
      currency: lines[0].currency,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      metadata: { user_id: user.id },
    }, { idempotencyKey: `${user.attempt}-${wanted}` });
    pending.set(intent.id, { user, lines });
    user.payment = intent.id;
    user.attempt = null;
    return intent;
  } catch (error) {
    store.giveBack(lines);
    // Stripe keeps a failure of its own for the key, for a day: the next try needs another one.
    if (error instanceof Stripe.errors.StripeAPIError) user.attempt = null;
    throw error;
  }
}

// Asks Stripe what became of a payment; safe to call often, and at once.
async function settle(id) {
  const known = store.orderOf(id);
  if (known) return known;
  const intent = await stripe.paymentIntents.retrieve(id);
  if (intent.status !== "succeeded" || !pending.has(id)) return store.orderOf(id);
  const { user, lines } = pending.get(id);
  pending.delete(id);
  takeOut(user, lines);
  return store.addOrder({
    userId: user.id, paymentIntent: id, amount: intent.amount_received, currency: intent.currency, status: "paid", lines,
  });
}

function giveUp(id) {
  if (!pending.has(id)) return;
  store.giveBack(pending.get(id).lines);
  pending.delete(id);
}

async function noteRefund(id) {
  // No order of events is promised: news of a refund may come before that of its payment.
  const order = id && (store.orderOf(id) ?? (pending.has(id) ? await settle(id) : null));
  if (!order) return;
  const asked = (order.asked = (order.asked ?? 0) + 1);
  const { data } = await stripe.refunds.list({ payment_intent: id, limit: 100 });
  if (asked < (order.heard ?? 0)) return; // a later question was answered before
  order.heard = asked;
  const made = data.filter(({ status }) => !["failed", "canceled"].includes(status));
  order.refunded = made.reduce((sum, { amount }) => sum + amount, 0);
  const before = order.status;
  order.status = !order.refunded ? "paid" : order.refunded === order.amount ? "refunded" : "partially_refunded";
  if (order.status === "refunded" && before !== "refunded") store.giveBack(order.lines);
  if (order.status !== "refunded" && before === "refunded") store.takeAgain(order.lines);
}

app.post("/payment/:id/done", signedIn, async (request, response) => {
  const owner = pending.get(request.params.id)?.user.id ?? store.orderOf(request.params.id)?.userId;
  if (owner !== request.user.id) return response.status(404).json({ error: "No such payment." });
  try {
    const order = await settle(request.params.id);
    return response.json({ order: order ?? null });
  } catch {
    return response.status(503).json({ error: "We cannot reach the payment service. Please try again." });
  }
});

const ordersOf = (user) => [...store.orders.values()].filter((order) => order.userId === user.id);

app.get("/orders", signedIn, (request, response) => response.json(ordersOf(request.user)));

app.post("/orders/:id/refund", signedIn, async (request, response) => {
  const order = ordersOf(request.user).find((one) => one.id === request.params.id);
  if (!order) return response.status(404).json({ error: "No such order." });
  const amount = request.body.amount ?? order.amount - order.refunded;
  if (!Number.isInteger(amount) || amount <= 0 || amount > order.amount - order.refunded) {
    return response.status(422).json({ error: "That cannot be refunded." });
  }
  if (busy.has(order.id)) return response.status(409).json({ error: "Already on its way." });
  busy.add(order.id);
  // One key until it is noted here: whoever asks again after a lost answer asks for the same refund.
  if (order.refunding?.amount !== amount) order.refunding = { amount, key: crypto.randomUUID() };
  let made = false;
  try {
    const { key } = order.refunding;
    await stripe.refunds.create({ payment_intent: order.paymentIntent, amount }, { idempotencyKey: key });
    made = true;
    await noteRefund(order.paymentIntent);
    order.refunding = null;
    return response.json({ refunded: amount });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      order.refunding = null;
      await noteRefund(order.paymentIntent).catch(() => {});
      return response.status(409).json({ error: "That cannot be refunded." });
    }
    // Stripe keeps its own failure for the key, for a day: once it is known what went back, the next try has another.
    if (!made && error instanceof Stripe.errors.StripeAPIError) {
      await noteRefund(order.paymentIntent).then(() => { order.refunding = null; }, () => {});
    }
    return response.status(503).json({ error: "We cannot reach the payment service. Please try again." });
  } finally {
    busy.delete(order.id);
  }
});

app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
