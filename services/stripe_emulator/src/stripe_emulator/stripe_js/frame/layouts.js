// Which fields an element shows, in which rows, and whether labels and errors are seen (else they are only heard).

const LAYOUTS = {
  payment: { seen: true, rows: [[NUMBER], [EXPIRY, CVC], [COUNTRY, POSTAL_CODE]], advances: true },
  card: { rows: [[NUMBER, EXPIRY, CVC, POSTAL_CODE]], advances: true },
  cardNumber: { rows: [[NUMBER]] },
  cardExpiry: { rows: [[EXPIRY]] },
  cardCvc: { rows: [[CVC]] },
};

// https://docs.stripe.com/js/elements_object/create_payment_element#payment_element_create-options-fields and
// hidePostalCode of the card Element.
function isHidden(field, options) {
  if (field !== COUNTRY && field !== POSTAL_CODE) return false;
  const billing = options.fields?.billingDetails;
  const address = billing === "never" ? "never" : billing?.address;
  return Boolean(options.hidePostalCode) || address === "never" || address?.[field.name] === "never";
}
