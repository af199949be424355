// Which fields an element shows, in which rows, and whether labels and errors are seen (else they are only heard).

const LAYOUTS = {
  nothing: { seen: true, rows: [] },
  named: { seen: true, rows: [[NAME]] },
  mailed: { seen: true, rows: [[EMAIL]] },
  sepa_debit: { seen: true, rows: [[IBAN], [NAME], [EMAIL]] },
  us_bank_account: { seen: true, rows: [[NAME], [EMAIL], [BANK], [ROUTING_NUMBER, ACCOUNT_NUMBER]] },
  payment: { seen: true, rows: [[NUMBER], [EXPIRY, CVC], [COUNTRY, POSTAL_CODE]], advances: true },
  card: { rows: [[NUMBER, EXPIRY, CVC, POSTAL_CODE]], advances: true },
  cardNumber: { rows: [[NUMBER]] },
  cardExpiry: { rows: [[EXPIRY]] },
  cardCvc: { rows: [[CVC]] },
  iban: { rows: [[IBAN]] },
};

// https://docs.stripe.com/js/elements_object/create_payment_element#payment_element_create-options-fields and
// hidePostalCode of the card Element.
function isHidden(field, options) {
  const billing = options.fields?.billingDetails;
  if (field === NAME || field === EMAIL) return billing === "never" || billing?.[field.name] === "never";
  if (field !== COUNTRY && field !== POSTAL_CODE) return false;
  const address = billing === "never" ? "never" : billing?.address;
  return Boolean(options.hidePostalCode) || address === "never" || address?.[field.name] === "never";
}
