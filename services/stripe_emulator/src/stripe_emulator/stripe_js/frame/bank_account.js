// Bank accounts: an IBAN, and a US account at the test institution or by its numbers.

// The lengths of ISO 13616 in the countries of SEPA; every test IBAN that Stripe documents fits.
const IBAN_LENGTHS = {
  AD: 24, AL: 28, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18, FR: 27,
  GB: 22, GI: 23, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MD: 24,
  ME: 22, MK: 19, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, RS: 22, SE: 24, SI: 19, SK: 24, SM: 27, VA: 22,
};
const LONGEST_IBAN = 34;
const ROUTING_DIGITS = 9;
const ACCOUNT_DIGITS = { least: 4, most: 17 };
// The accounts of the test institution, by the names that the emulator's `bank_accounts.LINKED` has.
const LINKED = {
  success: "Success", insufficientFunds: "Insufficient funds", accountClosed: "Account closed", noAccount: "No account",
  debitNotAuthorized: "Debit not authorized", dispute: "Dispute", processing: "Processing",
};
const MANUAL = "manual";

const IBAN = {
  name: "iban", stable: "iban", label: "IBAN", placeholder: "DE00 0000 0000 0000 0000 00", autocomplete: "off",
  counts: /[A-Za-z0-9]/,

  format(text) {
    const signs = signsOf(text);
    return signs.slice(0, IBAN_LENGTHS[signs.slice(0, 2)] || LONGEST_IBAN).match(/.{1,4}/g)?.join(" ") || "";
  },

  judge(text) {
    const signs = signsOf(text);
    const country = signs.slice(0, 2);
    if (!/^[A-Z]*$/.test(country)) return "invalid_iban_start";
    if (country.length < 2) return "incomplete_iban";
    if (!(country in IBAN_LENGTHS)) return "invalid_iban_country_code";
    if (signs.length < IBAN_LENGTHS[country]) return "incomplete_iban";
    return remainderOf(signs) === 1 ? null : "invalid_iban";
  },

  full: (text) => signsOf(text).length === IBAN_LENGTHS[signsOf(text).slice(0, 2)],
  read: (text) => ({ iban: signsOf(text) }),
};

const BANK = {
  name: "bank", stable: "bank", label: "Bank account", autocomplete: "off", choices: bankChoices, counts: /./,
  optional: true,
  format: (text) => text,
  judge: () => null,
  full: () => false,
  read: (text) => ({ bank: text }),
};
const ROUTING_NUMBER = {
  name: "routingNumber", stable: "routingNumber", label: "Routing number", placeholder: "110000000",
  autocomplete: "off", inputmode: "numeric", counts: /\d/, absentUnless: { bank: MANUAL },
  format: (text) => digitsOf(text).slice(0, ROUTING_DIGITS),
  judge(text) {
    if (text.length < ROUTING_DIGITS) return "incomplete_routing_number";
    return passesRoutingCheck(text) ? null : "invalid_routing_number";
  },
  full: (text) => text.length === ROUTING_DIGITS,
  read: (text) => ({ routing_number: text }),
};
const ACCOUNT_NUMBER = {
  name: "accountNumber", stable: "accountNumber", label: "Account number", placeholder: "000123456789",
  autocomplete: "off", inputmode: "numeric", counts: /\d/, absentUnless: { bank: MANUAL },
  format: (text) => digitsOf(text).slice(0, ACCOUNT_DIGITS.most),
  judge: (text) => (text.length < ACCOUNT_DIGITS.least ? "incomplete_account_number" : null),
  full: (text) => text.length === ACCOUNT_DIGITS.most,
  read: (text) => ({ account_number: text }),
};

function bankChoices() {
  const linked = Object.entries(LINKED).map(([name, words]) => [name, `Test Institution: ${words}`]);
  return [...linked, [MANUAL, "Enter bank details manually"]];
}

function signsOf(text) {
  return text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");
}

// ISO 7064: what is left of the number modulo 97, 1 in a sound IBAN.
function remainderOf(signs) {
  const digits = [...(signs.slice(4) + signs.slice(0, 4))].map((sign) => parseInt(sign, 36)).join("");
  return [...digits].reduce((left, digit) => (left * 10 + Number(digit)) % 97, 0);
}

function passesRoutingCheck(digits) {
  return [...digits].reduce((sum, digit, place) => sum + Number(digit) * [3, 7, 1][place % 3], 0) % 10 === 0;
}
