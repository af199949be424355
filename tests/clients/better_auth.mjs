// A shop with accounts and plans on better-auth and its Stripe plugin: node better_auth.mjs BASE KEY VERSION
// Prints {"steps": {name: "ok" or what went wrong}, "webhooks": [[type, status], ...]}. SDK_FOLDER holds node_modules.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [base, key, version] = process.argv.slice(2);
const require = createRequire(`${process.env.SDK_FOLDER}/`);
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const { default: Stripe } = await load("stripe");
const { betterAuth } = await load("better-auth");
const { memoryAdapter } = await load("better-auth/adapters/memory");
const { stripe: plugin } = await load("@better-auth/stripe");

const at = new URL(base);
const client = new Stripe(key, { host: at.hostname, port: at.port, protocol: "http", apiVersion: version });
const tables = { user: [], session: [], account: [], verification: [], subscription: [] };
const steps = {};
const webhooks = [];
const DAY = 86_400_000;
let auth;
let cookie = "";

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method, headers } = request;
  const sent = { method, headers, body: method === "POST" ? body : undefined };
  const answer = await auth.handler(new Request(`${origin}${request.url}`, sent));
  if (request.url.includes("webhook")) webhooks.push([JSON.parse(body).type, answer.status]);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}).listen(0, "127.0.0.1");
await new Promise((listening) => server.on("listening", listening));
const origin = `http://127.0.0.1:${server.address().port}`;

// As its user: what better-auth's own client sends.
async function ask(method, path, body) {
  const headers = { cookie, origin, "content-type": "application/json" };
  const url = `${origin}/api/auth${path}`;
  const response = await fetch(url, { method, redirect: "manual", headers, body: body && JSON.stringify(body) });
  const set = response.headers.getSetCookie();
  if (set.length) cookie = set.map((one) => one.split(";")[0]).join("; ");
  const text = await response.text();
  assert.ok(response.status < 400, `${method} ${path}: ${response.status} ${text}`);
  return text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text;
}

// Pays the page of a Checkout Session; its id.
async function pay(url) {
  const [id] = url.match(/cs_test_\w+/);
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-www-form-urlencoded" };
  const options = { method: "POST", headers, body: "payment_method=pm_card_visa" };
  const response = await fetch(`${base}/v1/payment_pages/${id}/confirm`, options);
  assert.equal(response.status, 200, await response.text());
  return id;
}

// Until every webhook has been delivered and answered.
async function delivered() {
  const ends = Date.now() + 20_000;
  while (Date.now() < ends) {
    const { data } = await client.events.list({ limit: 100 });
    if (data.every(({ pending_webhooks }) => pending_webhooks === 0)) return;
  }
  assert.fail("events are still not delivered");
}

async function step(name, play) {
  try {
    await play();
    steps[name] = "ok";
  } catch (error) {
    steps[name] = error.message;
  }
}

const current = () => tables.subscription.find(({ status }) => status === "active");
const upgrade = (plan, more) =>
  ask("POST", "/subscription/upgrade", { plan, successUrl: "/done", cancelUrl: "/no", returnUrl: "/back", ...more });
const subscriptionId = () => current().stripeSubscriptionId;

const product = await client.products.create({ name: "Plan" });
const terms = { product: product.id, currency: "usd", recurring: { interval: "month" } };
const basic = await client.prices.create({ ...terms, unit_amount: 1000 });
const pro = await client.prices.create({ ...terms, unit_amount: 3000, lookup_key: "pro" });
// The portal's settings, which a merchant saves in the Dashboard; they are there from the portal's first use.
await client.billingPortal.sessions.create({ customer: (await client.customers.create({})).id });
const [portal] = (await client.billingPortal.configurations.list({ is_default: true })).data;
const products = [{ product: product.id, prices: [basic.id, pro.id] }];
const update = { enabled: true, default_allowed_updates: ["price"], products };
await client.billingPortal.configurations.update(portal.id, { features: { subscription_update: update } });
const endpoint = await client.webhookEndpoints.create({
  url: `${origin}/api/auth/stripe/webhook`,
  enabled_events: ["*"],
  api_version: version,
});
const plans = [
  { name: "basic", priceId: basic.id },
  { name: "pro", lookupKey: "pro" },
  { name: "trial", priceId: basic.id, freeTrial: { days: 7 } },
];
auth = betterAuth({
  baseURL: origin,
  secret: "of this run, and long enough for it",
  database: memoryAdapter(tables),
  emailAndPassword: { enabled: true },
  user: { changeEmail: { enabled: true, updateEmailWithoutVerification: true } },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [
    plugin({
      stripeClient: client,
      stripeWebhookSecret: endpoint.secret,
      createCustomerOnSignUp: true,
      subscription: { enabled: true, plans },
    }),
  ],
});

await step("signing up makes a customer", async () => {
  await ask("POST", "/sign-up/email", { email: "ada@example.com", password: "password of Ada", name: "Ada" });
  const customer = await client.customers.retrieve(tables.user[0].stripeCustomerId);
  assert.equal(customer.email, "ada@example.com");
});
await step("a plan is paid in Checkout", async () => {
  const { url } = await upgrade("basic");
  const id = await pay(url);
  await delivered();
  await ask("GET", `/subscription/success?callbackURL=%2Fdone&checkoutSessionId=${id}`);
  const [subscription] = await ask("GET", "/subscription/list");
  assert.deepEqual([subscription.status, subscription.plan], ["active", "basic"]);
  assert.ok(new Date(subscription.periodEnd) > Date.now() + 20 * DAY, `periodEnd ${subscription.periodEnd}`);
});
await step("another plan is chosen in the portal", async () => {
  const { url } = await upgrade("pro", { subscriptionId: subscriptionId() });
  assert.match(url, /billing_portal|\/p\//);
});
await step("another plan arrives by webhook", async () => {
  const { id, items } = await client.subscriptions.retrieve(subscriptionId());
  await client.subscriptions.update(id, { items: [{ id: items.data[0].id, price: pro.id }] });
  await delivered();
  assert.equal((await ask("GET", "/subscription/list"))[0].plan, "pro");
});
await step("another plan is scheduled", async () => {
  await upgrade("basic", { subscriptionId: subscriptionId(), scheduleAtPeriodEnd: true });
  await delivered();
  assert.match(current().stripeScheduleId, /^sub_sched_/);
});
await step("the schedule is released", async () => {
  await ask("POST", "/subscription/restore", { subscriptionId: subscriptionId() });
  await delivered();
  assert.ok(!current().stripeScheduleId);
});
await step("a subscription is canceled in the portal", async () => {
  const { url } = await ask("POST", "/subscription/cancel", { subscriptionId: subscriptionId(), returnUrl: "/back" });
  assert.ok(url);
});
await step("a cancellation arrives by webhook", async () => {
  await client.subscriptions.update(subscriptionId(), { cancel_at_period_end: true });
  await delivered();
  assert.equal((await ask("GET", "/subscription/list"))[0].cancelAtPeriodEnd, true);
});
await step("the cancellation is taken back", async () => {
  await ask("POST", "/subscription/restore", { subscriptionId: subscriptionId() });
  assert.equal((await client.subscriptions.retrieve(subscriptionId())).cancel_at_period_end, false);
});
await step("the portal opens", async () => {
  assert.ok((await ask("POST", "/subscription/billing-portal", { returnUrl: "/back" })).url);
});
await step("a new address reaches the customer", async () => {
  await ask("POST", "/change-email", { newEmail: "lovelace@example.com" });
  const customer = await client.customers.retrieve(tables.user[0].stripeCustomerId);
  assert.equal(customer.email, "lovelace@example.com");
});
await step("an end arrives by webhook", async () => {
  await client.subscriptions.cancel(subscriptionId());
  await delivered();
  assert.equal(tables.subscription[0].status, "canceled");
});
await step("a plan begins with a trial", async () => {
  const { url } = await upgrade("trial");
  await pay(url);
  await delivered();
  assert.ok(tables.subscription.some(({ status, trialEnd }) => status === "trialing" && trialEnd));
});
console.log(JSON.stringify({ steps, webhooks }));
server.closeAllConnections();
server.close();
