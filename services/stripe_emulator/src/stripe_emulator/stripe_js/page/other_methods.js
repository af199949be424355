// Paying and saving without a card: the confirm calls of one payment method each, the bank account that a dialog asks
// for, and the amounts that verify one (https://docs.stripe.com/js/payment_intents, /setup_intents).

const METHOD_CALLS = {
  confirmBancontactPayment: [PAYMENT, "bancontact"], confirmBancontactSetup: [SETUP, "bancontact"],
  confirmEpsPayment: [PAYMENT, "eps"],
  confirmIdealPayment: [PAYMENT, "ideal"], confirmIdealSetup: [SETUP, "ideal"],
  confirmKlarnaPayment: [PAYMENT, "klarna"],
  confirmP24Payment: [PAYMENT, "p24"],
  confirmSepaDebitPayment: [PAYMENT, "sepa_debit"], confirmSepaDebitSetup: [SETUP, "sepa_debit"],
  confirmUsBankAccountPayment: [PAYMENT, "us_bank_account"], confirmUsBankAccountSetup: [SETUP, "us_bank_account"],
};
const COLLECT_CALLS = { collectBankAccountForPayment: PAYMENT, collectBankAccountForSetup: SETUP };
const VERIFY_CALLS = { verifyMicrodepositsForPayment: PAYMENT, verifyMicrodepositsForSetup: SETUP };

for (const [name, [kind, type]] of Object.entries(METHOD_CALLS)) {
  StripeObject.prototype[name] = async function (clientSecret, data, options) {
    return confirmMethod(this, kind, type, `stripe.${name}()`, clientSecret, data, options);
  };
}

for (const [name, kind] of Object.entries(COLLECT_CALLS)) {
  StripeObject.prototype[name] = async function (options) {
    return collectBankAccount(this, kind, `stripe.${name}()`, options);
  };
}

for (const [name, kind] of Object.entries(VERIFY_CALLS)) {
  StripeObject.prototype[name] = async function (clientSecret, data) {
    const id = idOf(clientSecret, [kind], `stripe.${name}()`);
    const params = { ...data, client_secret: clientSecret };
    const intent = await this._controller.request("POST", `/v1/${kind.path}/${id}/verify_microdeposits`, params);
    return intent.error ? { error: intent.error } : resultOf(kind, intent);
  };
}

async function confirmMethod(stripe, kind, type, call, clientSecret, data = {}, options = {}) {
  const id = idOf(clientSecret, [kind], call);
  const { payment_method: given, ...rest } = data;
  const { params, card } = otherMethodOf(given, type, call);
  const sent = { use_stripe_sdk: true, ...rest, ...params, client_secret: clientSecret };
  return confirmed(stripe, kind, id, sent, card, options.handleActions !== false);
}

// An id, or the details of the payment method; a bank account number may stand in an IBAN Element.
function otherMethodOf(given, type, call) {
  if (given === undefined || given === null) return { params: {} };
  if (typeof given === "string") return { params: { payment_method: given } };
  must(typeof given === "object", `${call}: payment_method is an id or an object; came ${shown(given)}.`);
  const { [type]: details, ...rest } = given;
  const wanted = { type, ...rest };
  if (!(details instanceof StripeElement)) return { params: { payment_method_data: { ...wanted, [type]: details } } };
  must(details._type === "iban", `${call}: ${type} is in no ${details._type} Element.`);
  const card = { frames: framesOf(details, call), as: "payment_method_data" };
  return { params: { payment_method_data: wanted }, card };
}

// The account that the shopper chose is at the intent afterwards, which requires_confirmation; a shopper who walks away
// leaves the intent as it was (https://docs.stripe.com/js/payment_intents/collect_bank_account_for_payment).
async function collectBankAccount(stripe, kind, call, options) {
  must(options && typeof options === "object", `${call}: expected an object, came ${shown(options)}.`);
  const { clientSecret, params = {} } = options;
  const id = idOf(clientSecret, [kind], call);
  const { payment_method_type: type, payment_method_data: { billing_details: billing = {} } = {} } = params;
  must(
    type === "us_bank_account",
    `${call}: params.payment_method_type is "us_bank_account"; came ${shown(type)}.`
  );
  must(billing.name, `${call}: params.payment_method_data.billing_details.name is missing.`);
  const asked = new URLSearchParams({ client_secret: clientSecret, name: billing.name, email: billing.email || "" });
  await challenge(`${HOME}/_localstack/stripe/bank_account/${id}?${asked}`, "Bank account");
  return retrieveIntent(stripe, kind, call, clientSecret);
}
