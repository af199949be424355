// From what a call names (a group, an element) to the frames that hold the card.

function framesOf(source, call) {
  const elements = source instanceof StripeElements ? mainOf(source) : [source];
  must(
    elements.length && elements.every((element) => element instanceof StripeElement),
    `${call}: expected an Element, or a group of elements with a payment, card or cardNumber Element in it.`
  );
  const wanted = elements.flatMap((element) => (SPLIT.includes(element._type) ? splitOf(element) : [element]));
  must(
    wanted.every((element) => element._link),
    `${call}: an Element is not mounted, so nothing can be read from it. Keep it mounted until the call has answered.`
  );
  return wanted.map((element) => element._link.id);
}

function mainOf(group) {
  const found = WITH_A_CARD.map((type) => group.getElement(type)).find(Boolean);
  return found ? [found] : [];
}

function splitOf(element) {
  const group = element._group;
  return group._created.filter((one) => SPLIT.includes(one._type));
}

// `payment_method` as the confirm calls take it: an id, or details with a card Element or a token in them.
function paymentMethodOf(given, call) {
  if (given === undefined || given === null) return { params: {} };
  if (typeof given === "string") return { params: { payment_method: given } };
  const { card, ...details } = given;
  must(
    card instanceof StripeElement || typeof card?.token === "string",
    `${call}: payment_method is an id, or an object with \`card\`: an Element or {token}; came ${shown(card)}.`
  );
  const params = { payment_method_data: { type: "card", ...details } };
  if (!(card instanceof StripeElement)) return { params: { payment_method_data: { type: "card", ...details, card } } };
  return { params, card: { frames: framesOf(card, call), as: "payment_method_data" } };
}
