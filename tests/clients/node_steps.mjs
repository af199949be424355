// The steps of python_steps.py through the stripe-node of SDK_FOLDER, at its own pinned API version.
import { createRequire } from "node:module";

const Stripe = createRequire(`${process.env.SDK_FOLDER}/steps.mjs`)("stripe");
const [base, key] = process.argv.slice(2);
const { hostname, port } = new URL(base);
const stripe = new Stripe(key, { host: hostname, port, protocol: "http", maxNetworkRetries: 0 });
const pinned = stripe.getApiField("version");
const [acacia, basil, clover] = ["2024-09-30", "2025-03-31", "2025-09-30"].map((day) => pinned >= day);

const customer = (
  await stripe.customers.create({
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  })
).id;
const terms = { currency: "usd", product_data: { name: "Tea" } };
const monthly = (await stripe.prices.create({ ...terms, unit_amount: 500, recurring: { interval: "month" } })).id;
const once = (await stripe.prices.create({ ...terms, unit_amount: 900 })).id;
const subscribe = (expand, more = {}) =>
  stripe.subscriptions.create({ customer, items: [{ price: monthly }], expand: [expand], ...more });
const subscription = await subscribe("latest_invoice");
const invoice = subscription.latest_invoice;

const steps = {
  async current_period_end() {
    const holder = basil ? subscription.items.data[0] : subscription;
    return holder.current_period_end > holder.current_period_start;
  },
  async subscription_of_an_invoice() {
    const found = basil ? invoice.parent.subscription_details.subscription : invoice.subscription;
    return found === subscription.id;
  },
  async secret_of_the_first_payment() {
    const field = basil ? "confirmation_secret" : "payment_intent";
    const made = await subscribe(`latest_invoice.${field}`, { payment_behavior: "default_incomplete" });
    return made.latest_invoice[field].client_secret.includes("_secret_");
  },
  async payment_of_an_invoice() {
    if (!basil) return (await stripe.invoices.retrieve(invoice.id, { expand: ["charge"] })).charge.paid;
    const { payments } = await stripe.invoices.retrieve(invoice.id, { expand: ["payments"] });
    return payments.data[0].payment.payment_intent.startsWith("pi_");
  },
  async preview_of_the_next_invoice() {
    const preview = basil
      ? await stripe.invoices.createPreview({ subscription: subscription.id })
      : await stripe.invoices.retrieveUpcoming({ customer, subscription: subscription.id });
    return preview.total === 500;
  },
  async promotion_code() {
    const coupon = (await stripe.coupons.create({ percent_off: 10, duration: "once" })).id;
    const code = await stripe.promotionCodes.create(clover ? { promotion: { type: "coupon", coupon } } : { coupon });
    return (clover ? code.promotion.coupon : code.coupon.id) === coupon;
  },
  async checkout_session() {
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [{ price: once, quantity: 1 }],
      success_url: "https://e.example",
      ...(acacia ? { adaptive_pricing: { enabled: true } } : {}),
    });
    return Boolean(session.url) && session.amount_total === 900;
  },
  async invoice_item_of_a_price() {
    const given = basil ? { pricing: { price: once } } : { price: once };
    const item = await stripe.invoiceItems.create({ customer, ...given });
    return (basil ? item.pricing.price_details.price : item.price.id) === once;
  },
};

const outcomes = {};
for (const [name, step] of Object.entries(steps)) {
  try {
    outcomes[name] = (await step()) ? "ok" : "went through with another result";
  } catch (error) {
    outcomes[name] = `${error.constructor.name}: ${error.message}`;
  }
}
console.log(JSON.stringify({ version: pinned, steps: outcomes }));
