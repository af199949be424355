// confirm(): https://docs.stripe.com/js/custom_checkout/confirm.

const PLACEHOLDER = "{CHECKOUT_SESSION_ID}";
const NOT_CONFIRMED_BY = ["expressCheckoutConfirmEvent", "formConfirmEvent"];

async function confirmCheckout(store, elements, options = {}) {
  checkOptionsOfConfirm(store, options);
  const wrong = options.email === undefined ? null : wrongEmail(options.email);
  if (wrong) return wrong;
  store.give(given(options));
  store.confirming = true;
  store.changed();
  try {
    const error = await paid(store, elements, options);
    if (error) return { type: "error", error };
  } finally {
    store.confirming = false;
    store.changed();
  }
  const url = returnUrlOf(store, options);
  if (options.redirect !== "if_required") return leaveFor(url.replaceAll(PLACEHOLDER, store.told.session.id));
  return { type: "success", session: store.session() };
}

function checkOptionsOfConfirm(store, options) {
  const { returnUrl, redirect = "always", email } = options;
  store.checkTotalWasRead();
  must(REDIRECTS.includes(redirect), `confirm(): redirect is one of ${REDIRECTS.join(", ")}; came ${shown(redirect)}.`);
  must(
    returnUrl === undefined || !store.told.return_url,
    "confirm(): returnUrl cannot be given, because the Checkout Session has a return_url."
  );
  must(
    returnUrl === undefined || isAbsolute(returnUrl),
    `confirm(): returnUrl is an absolute URL; came ${shown(returnUrl)}.`
  );
  must(
    redirect === "if_required" || returnUrlOf(store, options),
    'confirm(): give a returnUrl, or redirect: "if_required", or set return_url on the Checkout Session.'
  );
  must(
    email === undefined || store.told.collect.email,
    "confirm(): email cannot be given, because the Checkout Session was created with one."
  );
  for (const name of NOT_CONFIRMED_BY) must(!options[name], `confirm(): ${name} is not in this stand-in.`);
}

function isAbsolute(url) {
  return typeof url === "string" && /^https?:\/\//.test(url);
}

function returnUrlOf(store, { returnUrl }) {
  return store.told.return_url || returnUrl || null;
}

function given({ email, phoneNumber, billingAddress, shippingAddress }) {
  const all = {
    email, phoneNumber,
    billingAddress: billingAddress && contactOf(billingAddress, "confirm()"),
    shippingAddress: shippingAddress && contactOf(shippingAddress, "confirm()"),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

// What went wrong, as the shopper may read it; null when the session is complete.
async function paid(store, elements, options) {
  store.failed(null);
  const wanted = Object.keys(VALIDATED).filter((name) => name !== "Payment" || needsElement(store, options));
  const [wrong] = await elements.judged(wanted);
  if (wrong) return { message: wrong.error.message, code: null };
  const method = await methodFor(store, elements, options);
  if (method.error) return method.error;
  const missing = store.missing();
  if (missing) return { message: missing, code: null };
  const { error } = await store.send("/confirm", confirmParams(store, options, method.id));
  const failure = error || (await acted(store));
  await store.refresh();
  if (!failure) return null;
  store.failed(wordsFor(failure));
  return paymentError(failure);
}

// The shopper answers the bank; what was wrong then, or null.
async function acted(store) {
  const { intent } = store.told;
  if (!intent) return null;
  const { error } = await handleNextAction(store._stripe, kindOf(intent.client_secret), intent);
  return error || null;
}

function needsElement(store, { paymentMethod }) {
  return !paymentMethod && store.told.collect.payment_method;
}

async function methodFor(store, elements, { paymentMethod }) {
  if (!needsElement(store, { paymentMethod })) return { id: paymentMethod };
  must(
    elements.getElement("payment"),
    "confirm(): there is no Payment Element; create and mount one, or give a paymentMethod."
  );
  const params = { billing_details: billingOf(store) };
  const { error, paymentMethod: made } = await createPaymentMethod(store._stripe, { elements, params });
  if (!error) return { id: made.id };
  store.failed(error.message);
  return { error: paymentError(error) };
}

function billingOf(store) {
  const { email, phoneNumber, billingAddress, shippingAddress } = store.given;
  const name = billingAddress?.name || shippingAddress?.name;
  return {
    email: email || store.told.session.email, phone: phoneNumber || undefined, name: name || undefined,
    address: billingAddress?.address,
  };
}

function confirmParams(store, options, method) {
  const { email, phoneNumber, shippingAddress } = store.given;
  return {
    payment_method: method, expected_amount: store.told.session.total.total.minorUnitsAmount,
    return_url: options.returnUrl, email: email || undefined, phone: phoneNumber || undefined,
    shipping: shippingAddress && { name: shippingAddress.name || undefined, address: shippingAddress.address },
  };
}

// `paymentFailed` is a payment that was refused; what else can be wrong has no code (the types, ConfirmError).
function paymentError(error) {
  const message = wordsFor(error);
  const refused = error.type === "card_error" || /_authentication_failure$/.test(error.code);
  if (!refused) return { message, code: null };
  return { message, code: "paymentFailed", paymentFailed: { declineCode: error.decline_code ?? null } };
}
