// The payment methods that a Payment Element can show: their names, their fields, their part of a request.

const METHODS = {
  card: { label: "Card", layout: "payment" },
  bancontact: { label: "Bancontact", layout: "named", redirects: true },
  eps: { label: "EPS", layout: "named", redirects: true },
  ideal: { label: "iDEAL", layout: "nothing", redirects: true },
  klarna: { label: "Klarna", layout: "nothing", redirects: true },
  p24: { label: "Przelewy24", layout: "mailed", redirects: true },
  sepa_debit: { label: "SEPA Direct Debit", layout: "sepa_debit" },
  us_bank_account: { label: "US bank account", layout: "us_bank_account" },
};

// What was typed as `payment_method_data`; `given` is what the shop's page says of the payment method.
function paymentMethod(given = {}, values) {
  const { name, email, country, postal_code } = values;
  const billing = given.billing_details || {};
  const type = values.method || given.type || "card";
  return {
    ...given, type, [type]: { ...given[type], ...DETAILS[type]?.(values) },
    billing_details: {
      ...billing, name: name ?? billing.name, email: email ?? billing.email,
      address: { country, postal_code, ...billing.address },
    },
  };
}

function cardOf({ number, exp_month, exp_year, cvc }) {
  return { number, exp_month, exp_year, cvc };
}

// An account of the test institution was verified by signing in there (Financial Connections).
function usAccountOf({ bank, account_number, routing_number }) {
  if (bank !== MANUAL) return { financial_connections_account: `fca_test_${bank}` };
  return { account_holder_type: "individual", account_number, routing_number };
}

const DETAILS = { card: cardOf, sepa_debit: ({ iban }) => ({ iban }), us_bank_account: usAccountOf };
