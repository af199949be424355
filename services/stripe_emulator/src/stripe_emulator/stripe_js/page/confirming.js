// confirmPayment, confirmSetup, confirmCardPayment, confirmCardSetup: https://docs.stripe.com/js/payment_intents.

const REDIRECTS = ["always", "if_required"];

// confirmPayment and confirmSetup.
async function confirmIntent(stripe, kind, call, options) {
  must(options && typeof options === "object", `${call}: expected an object, came ${shown(options)}.`);
  const { elements, redirect = "always", confirmParams = {} } = options;
  checkConfirm(options, call);
  const clientSecret = options.clientSecret ?? elements._options.clientSecret;
  const id = idOf(clientSecret, [kind], call);
  const params = { use_stripe_sdk: true, ...confirmParams, client_secret: clientSecret };
  const card = elements && { frames: framesOf(elements, call), as: "payment_method_data" };
  const done = await confirmed(stripe, kind, id, params, card, true);
  if (done.error || redirect === "if_required") return done;
  return leaveFor(returnUrl(confirmParams.return_url, kind, done[kind.result]));
}

function checkConfirm({ elements, clientSecret, redirect = "always", confirmParams = {} }, call) {
  must(
    elements === undefined || elements instanceof StripeElements,
    `${call}: \`elements\` is what stripe.elements() gave; came ${shown(elements)}.`
  );
  must(REDIRECTS.includes(redirect), `${call}: redirect is one of ${REDIRECTS.join(", ")}; came ${shown(redirect)}.`);
  must(
    redirect === "if_required" || confirmParams.return_url,
    `${call}: confirmParams.return_url is missing. Give one, or redirect: "if_required".`
  );
  must(
    elements || clientSecret,
    `${call}: expected \`elements\`, or a \`clientSecret\` with confirmParams.payment_method; neither came.`
  );
  must(
    clientSecret !== undefined || elements._options.clientSecret,
    `${call}: elements were made without a clientSecret, so it is needed here: {elements, clientSecret, ...}.`
  );
  checkSubmitted(elements, call);
}

// confirmCardPayment and confirmCardSetup.
async function confirmCard(stripe, kind, call, clientSecret, data = {}, options = {}) {
  const id = idOf(clientSecret, [kind], call);
  const { payment_method: method, ...rest } = data;
  const { params, card } = paymentMethodOf(method, call);
  const sent = { use_stripe_sdk: true, ...rest, ...params, client_secret: clientSecret };
  return confirmed(stripe, kind, id, sent, card, options.handleActions !== false);
}

async function confirmed(stripe, kind, id, params, card, handleActions) {
  const intent = await stripe._controller.request("POST", `/v1/${kind.path}/${id}/confirm`, params, card);
  if (intent.error) return { error: intent.error };
  return handleActions ? handleNextAction(stripe, kind, intent) : resultOf(kind, intent);
}

async function retrieveIntent(stripe, kind, call, clientSecret) {
  idOf(clientSecret, [kind], call);
  const intent = await stripe._controller.retrieve(kind, clientSecret);
  return intent.error ? { error: intent.error } : resultOf(kind, intent);
}

// handleNextAction and handleCardAction: the server has confirmed, the shopper has to act.
async function handleAction(stripe, kinds, call, clientSecret) {
  idOf(clientSecret, kinds, call);
  const kind = kindOf(clientSecret);
  const intent = await stripe._controller.retrieve(kind, clientSecret);
  if (intent.error) return { error: intent.error };
  must(
    intent.status === "requires_action",
    `${call}: expected an intent whose status is requires_action; this one is ${intent.status}.`
  );
  return handleNextAction(stripe, kind, intent);
}
