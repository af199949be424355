// The frame that speaks to the API; nobody sees it.

const STARTED = Date.now();

function startController(told) {
  openChannel(told.channel);
  const about = () => ({ payment_user_agent: AGENT, referrer: told.referrer, time_on_page: Date.now() - STARTED });
  const whose = { key: told.key, _stripe_account: told.account, _stripe_version: told.version };
  answer("validate", async ({ card }) => {
    const { values, error } = await gather(card.frames);
    return error ? { error } : { method: values.method || "card" };
  });
  answer("request", async ({ method, path, params, card }) => {
    const makes = method === "POST" && !params.client_secret;
    if (!card) return send(method, path, { ...params, ...(makes && about()), ...whose });
    const { values, error } = await gather(card.frames);
    return error ? { error } : send(method, path, { ...WITH_CARD[card.as](params, values, about()), ...whose });
  });
}

// How a card, or another payment method, becomes part of a request's parameters.
const WITH_CARD = {
  card: ({ card: data, ...params }, values, about) => ({
    ...params, card: { ...data, ...cardOf(values), address_zip: values.postal_code }, ...about,
  }),
  payment_method: (params, values, about) => ({ ...paymentMethod(params, values), ...about }),
  payment_method_data: (params, values, about) => ({
    ...params, payment_method_data: { ...paymentMethod(params.payment_method_data, values), ...about },
  }),
};
