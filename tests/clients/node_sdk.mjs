// Stories told through the stripe-node of SDK_FOLDER: a JSON request a line in, a JSON answer a line out; see driver.py.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const Stripe = createRequire(`${process.env.SDK_FOLDER}/stories.mjs`)("stripe");
const CARD_ONLY = { enabled: true, allow_redirects: "never" };

const stories = {
  async version() {
    return { version: Stripe.PACKAGE_VERSION };
  },

  async pay(stripe, { amount = 2000, payment_method = "pm_card_visa" }) {
    const intent = await stripe.paymentIntents.create({
      amount,
      currency: "usd",
      payment_method,
      confirm: true,
      automatic_payment_methods: CARD_ONLY,
      metadata: { name: "Ada ☃" },
      expand: ["latest_charge"],
    });
    return {
      id: intent.id,
      status: intent.status,
      received: intent.amount_received,
      name: intent.metadata.name,
      charge: intent.latest_charge.object,
    };
  },

  async fee(stripe) {
    const { id } = await stories.pay(stripe, { amount: 1000 });
    const intent = await stripe.paymentIntents.retrieve(id, { expand: ["latest_charge.balance_transaction"] });
    const { amount, fee, net } = intent.latest_charge.balance_transaction;
    return { amount, fee, net };
  },

  async pages(stripe) {
    const made = [];
    for (let number = 0; number < 5; number++) {
      made.push((await stripe.customers.create({ name: `Number ${number}` })).id);
    }
    const found = [];
    for await (const customer of stripe.customers.list({ limit: 2 })) found.push(customer.id);
    return { made, found };
  },

  async webhook(stripe, { payload, signature, secret }) {
    const event = stripe.webhooks.constructEvent(payload, signature, secret);
    const refused = await refusal(async () => stripe.webhooks.constructEvent(payload, signature, "whsec_other"));
    return { type: event.type, id: event.data.object.id, with_another_secret: refused.class };
  },

  async refund(stripe) {
    const { id } = await stories.pay(stripe, {});
    const part = await stripe.refunds.create({ payment_intent: id, amount: 500 });
    const rest = await stripe.refunds.create({ payment_intent: id });
    const again = await refusal(() => stripe.refunds.create({ payment_intent: id }));
    const charge = await stripe.charges.retrieve((await stripe.paymentIntents.retrieve(id)).latest_charge);
    return { amounts: [part.amount, rest.amount], status: rest.status, refunded: charge.refunded, again };
  },

  async customer(stripe) {
    const made = await stripe.customers.create({ email: "ada@shop.example", metadata: { user: "7", plan: "free" } });
    const changed = await stripe.customers.update(made.id, { name: "Ada Lovelace", metadata: { plan: "" } });
    const read = await stripe.customers.retrieve(made.id);
    const deleted = await stripe.customers.del(made.id);
    const gone = (await stripe.customers.retrieve(made.id)).deleted;
    return { name: changed.name, email: read.email, metadata: read.metadata, deleted: deleted.deleted, gone };
  },

  async catalogue(stripe) {
    const product = await stripe.products.create({ name: "Tea", metadata: { sku: "t1" } });
    const recurring = { interval: "month" };
    const price = await stripe.prices.create({ product: product.id, unit_amount: 1500, currency: "eur", recurring });
    const renamed = await stripe.products.update(product.id, { name: "Green tea" });
    const listed = await stripe.prices.list({ product: product.id });
    return {
      name: renamed.name,
      price: [price.unit_amount, price.currency, price.type, price.recurring.interval],
      found: listed.data.map((found) => found.id === price.id),
    };
  },

  async subscription(stripe) {
    const who = await stripe.customers.create({
      payment_method: "pm_card_visa",
      invoice_settings: { default_payment_method: "pm_card_visa" },
    });
    const product = (await stripe.products.create({ name: "Tea" })).id;
    const recurring = { interval: "month" };
    const price = await stripe.prices.create({ product, unit_amount: 1500, currency: "usd", recurring });
    const made = await stripe.subscriptions.create({
      customer: who.id,
      items: [{ price: price.id }],
      expand: ["latest_invoice"],
    });
    const left = await stripe.subscriptions.cancel(made.id);
    const invoice = made.latest_invoice;
    return { status: made.status, invoice: [invoice.status, invoice.amount_paid], left: left.status };
  },

  async checkout(stripe) {
    const product = (await stripe.products.create({ name: "Tea" })).id;
    const price = await stripe.prices.create({ product, unit_amount: 1500, currency: "usd" });
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [{ price: price.id, quantity: 2 }],
      success_url: "https://shop.example/done",
    });
    const expired = await stripe.checkout.sessions.expire(session.id);
    return { status: session.status, total: session.amount_total, url: session.url, then: expired.status };
  },

  async idempotency(stripe) {
    const key = { idempotencyKey: "k" };
    const first = await stripe.customers.create({ name: "Ada" }, key);
    const second = await stripe.customers.create({ name: "Ada" }, key);
    const other = await refusal(() => stripe.customers.create({ name: "Grace" }, key));
    return { same: first.id === second.id, other };
  },

  async missing(stripe) {
    return {
      object: await refusal(() => stripe.customers.retrieve("cus_nowhere")),
      parameter: await refusal(() => stripe.paymentIntents.create({ currency: "usd" })),
    };
  },
};

// What the SDK throws, in words that every SDK has.
async function refusal(act) {
  try {
    await act();
  } catch (error) {
    return told(error);
  }
  return { class: "nothing" };
}

function told(error) {
  const known = (value) => value ?? null;
  return {
    class: error.type.replace(/^Stripe/, ""),
    status: known(error.statusCode),
    code: known(error.code),
    param: known(error.param),
    decline_code: known(error.decline_code),
    message: known(error.raw?.message ?? error.message),
    intent: known(error.payment_intent?.status),
  };
}

async function answer({ story, key, base, retries = 0, ...details }) {
  const { protocol, hostname, port } = new URL(base);
  const settings = { protocol: protocol.slice(0, -1), host: hostname, port, maxNetworkRetries: retries };
  try {
    return await stories[story](new Stripe(key, settings), details);
  } catch (error) {
    return error instanceof Stripe.errors.StripeError ? { refused: told(error) } : { broke: String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
