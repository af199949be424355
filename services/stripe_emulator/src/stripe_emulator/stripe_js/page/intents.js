// PaymentIntents and SetupIntents differ in names only: where they are, and what a result and an error call them.

const PAYMENT = {
  object: "payment_intent", path: "payment_intents", prefix: "pi_", result: "paymentIntent",
  lastError: "last_payment_error",
};
const SETUP = {
  object: "setup_intent", path: "setup_intents", prefix: "seti_", result: "setupIntent",
  lastError: "last_setup_error",
};
const FINAL = ["succeeded", "canceled"];

function kindOf(clientSecret) {
  return String(clientSecret).startsWith(SETUP.prefix) ? SETUP : PAYMENT;
}

// The id within a client secret; a text that is none is the developer's mistake.
function idOf(clientSecret, kinds, call) {
  const forms = kinds.map((kind) => `${kind.prefix}..._secret_...`).join(" or ");
  const expected = `${call} expects a client secret of the form ${forms}`;
  const sound = typeof clientSecret === "string" && /^[a-z]+_\w+?_secret_\w+$/.test(clientSecret);
  must(
    sound && kinds.some((kind) => clientSecret.startsWith(kind.prefix)),
    `${expected}; came ${shown(clientSecret)}. It is the \`client_secret\` of the intent that your server created.`
  );
  return clientSecret.split("_secret_")[0];
}

function resultOf(kind, intent) {
  return { [kind.result]: intent };
}

// After an authentication: the intent tells a failure, https://docs.stripe.com/api/payment_intents/object.
function settledResult(kind, intent) {
  const error = intent[kind.lastError];
  if (intent.status !== "requires_payment_method" || !error) return resultOf(kind, intent);
  return { error: { ...error, message: wordsFor(error), [kind.object]: intent } };
}

// Of a failed authentication Stripe.js says this to the shopper where the API speaks to the shop's server
// (https://github.com/woocommerce/woocommerce-gateway-stripe/pull/3527 and many other tests wait for it).
const NOT_AUTHENTICATED =
  "We are unable to authenticate your payment method. Please choose a different payment method and try again.";

function wordsFor(error) {
  return /_authentication_failure$/.test(error.code) ? NOT_AUTHENTICATED : error.message;
}

// A bank account that waits for its microdeposits (requires_action) is pending too, which is inferred.
const REDIRECT_STATUS = {
  succeeded: "succeeded", requires_capture: "succeeded", processing: "pending", requires_action: "pending",
};

// https://docs.stripe.com/payments/payment-element: what Stripe adds to the return_url.
function returnUrl(given, kind, intent) {
  const url = new URL(given, window.location.href);
  url.searchParams.set(kind.object, intent.id);
  url.searchParams.set(`${kind.object}_client_secret`, intent.client_secret);
  url.searchParams.set("redirect_status", REDIRECT_STATUS[intent.status] || "failed");
  return url.href;
}
