// createPaymentMethod, createToken, createConfirmationToken: https://docs.stripe.com/js/payment_methods, /tokens.

const PAYMENT_METHOD_CALL = "stripe.createPaymentMethod()";

async function createPaymentMethod(stripe, first, second, third) {
  const { source, params } = asked(first, second, third);
  const card = source && { frames: framesOf(source, PAYMENT_METHOD_CALL), as: "payment_method" };
  return named("paymentMethod", await stripe._controller.request("POST", "/v1/payment_methods", params, card));
}

// {type, card, ...} | ("card", element, {...}) | {elements, params} | {element, params}
function asked(first, second, third) {
  if (typeof first === "string") return asked({ ...third, type: first, card: second });
  must(first && typeof first === "object", `${PAYMENT_METHOD_CALL}: expected an object, came ${shown(first)}.`);
  if (first.elements || first.element) {
    checkSubmitted(first.elements, PAYMENT_METHOD_CALL);
    const params = { type: "card", ...first.params, metadata: first.metadata ?? first.params?.metadata };
    return { source: first.elements || first.element, params };
  }
  must(
    PAYMENT_METHODS.includes(first.type),
    `${PAYMENT_METHOD_CALL}: type is one of ${PAYMENT_METHODS.join(", ")} in this stand-in; came ${shown(first.type)}.`
  );
  const { [first.type]: details, ...params } = first;
  if (details instanceof StripeElement) return { source: details, params };
  const { card } = first;
  must(
    first.type !== "card" || typeof card?.token === "string",
    `${PAYMENT_METHOD_CALL}: card is an Element or {token}; came ${shown(card)}. Card details stay in the Elements.`
  );
  return { params: first };
}

async function createToken(stripe, element, data = {}) {
  must(
    element instanceof StripeElement && element._type !== "iban",
    `stripe.createToken(): this stand-in makes tokens of card Elements only; came ${shown(element)}.`
  );
  const card = { frames: framesOf(element, "stripe.createToken()"), as: "card" };
  return named("token", await stripe._controller.request("POST", "/v1/tokens", { card: data }, card));
}

async function createConfirmationToken(stripe, { elements, element, params = {} }) {
  checkSubmitted(elements, "stripe.createConfirmationToken()");
  const card = { frames: framesOf(elements || element, "stripe.createConfirmationToken()"), as: "payment_method_data" };
  const made = await stripe._controller.request("POST", "/v1/confirmation_tokens", params, card);
  return named("confirmationToken", made);
}

function named(name, answer) {
  return answer.error ? { error: answer.error } : { [name]: answer };
}

// https://docs.stripe.com/payments/accept-a-payment-deferred: submit() comes first where there is no intent yet.
function checkSubmitted(elements, call) {
  must(
    !elements || !elements._options.mode || elements._submitted,
    `${call}: call elements.submit() before it, and only go on when that answers without an error.`
  );
}
