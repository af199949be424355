// The card number: digits in the brand's groups, length and check digit.

const NUMBER = {
  name: "number", stable: "cardNumber", label: "Card number", placeholder: "1234 1234 1234 1234",
  autocomplete: "cc-number", inputmode: "numeric", counts: /\d/,

  format(text) {
    const digits = digitsOf(text);
    const brand = brandOf(digits);
    const kept = digits.slice(0, Math.max(...brand.lengths));
    return grouped(kept, kept.length > 14 && brand.brand === "diners" ? GROUPS : brand.groups || GROUPS);
  },

  // null when it is sound; the code of what is wrong or missing otherwise. `finished`: the shopper has left the field.
  judge(text, { finished }) {
    const digits = digitsOf(text);
    const { lengths } = brandOf(digits);
    const possible = lengths.includes(digits.length);
    if (possible && passesLuhn(digits)) return null;
    const over = digits.length >= Math.max(...lengths) || (finished && possible);
    return over ? "invalid_number" : "incomplete_number";
  },

  full: (text) => digitsOf(text).length >= Math.max(...brandOf(digitsOf(text)).lengths),
  read: (text) => ({ number: digitsOf(text) }),
};

function digitsOf(text) {
  return text.normalize("NFKC").replace(/\D/g, "");
}

function grouped(digits, groups) {
  const parts = [];
  let at = 0;
  for (const size of groups) {
    if (at < digits.length) parts.push(digits.slice(at, at + size));
    at += size;
  }
  return parts.join(" ");
}

function passesLuhn(digits) {
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}
