// What a shopper is told: Stripe's codes (https://docs.stripe.com/js/element/events/on_change), type validation_error.

// The words about IBANs are those of Stripe's iOS SDK; the codes invalid_iban_start and those of names, mail addresses
// and US numbers are inferred, their words ours.

const MESSAGES = {
  incomplete_number: "Your card number is incomplete.",
  invalid_number: "Your card number is invalid.",
  incomplete_expiry: "Your card's expiration date is incomplete.",
  invalid_expiry_month: "Your card's expiration date is invalid.",
  invalid_expiry_month_past: "Your card's expiration date is in the past.",
  invalid_expiry_year: "Your card's expiration year is invalid.",
  invalid_expiry_year_past: "Your card's expiration year is in the past.",
  incomplete_cvc: "Your card's security code is incomplete.",
  incomplete_name: "Please provide your full name.",
  incomplete_email: "Your email is incomplete.",
  incomplete_iban: "The IBAN you entered is incomplete.",
  invalid_iban: "The IBAN you entered is invalid.",
  invalid_iban_start: "Your IBAN should start with a two-letter country code.",
  invalid_iban_country_code: "The IBAN you entered is invalid: this is not a supported country code.",
  incomplete_routing_number: "Your routing number is incomplete.",
  invalid_routing_number: "Your routing number is invalid.",
  incomplete_account_number: "Your account number is incomplete.",
  incomplete_zip: "Your postal code is incomplete.",
};

function validationError(code) {
  return { type: "validation_error", code, message: MESSAGES[code] };
}
