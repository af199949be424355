// The security code: three digits, four on an American Express card.

const CVC = {
  name: "cvc", stable: "cardCvc", label: "Security code", placeholder: "CVC", autocomplete: "cc-csc",
  inputmode: "numeric", counts: /\d/,

  format: (text, { brand }) => digitsOf(text).slice(0, longestCvc(brand)),
  judge: (text, { brand }) => (digitsOf(text).length >= cvcLength(brand) ? null : "incomplete_cvc"),
  full: (text, { brand }) => digitsOf(text).length >= longestCvc(brand),
  read: (text) => ({ cvc: digitsOf(text) }),
};

// Before the number is there, a code may have four digits.
function longestCvc(brand) {
  return brand === UNKNOWN ? CVC_LENGTH + 1 : cvcLength(brand);
}
