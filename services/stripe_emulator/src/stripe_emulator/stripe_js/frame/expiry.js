// The expiration date: `MM / YY` as it is typed or pasted, and whether that is a date to come.

const YEARS_AHEAD = 50;
const EXPIRY = {
  name: "expiry", stable: "cardExpiry", label: "Expiration date", placeholder: "MM / YY", autocomplete: "cc-exp",
  inputmode: "numeric", counts: /\d/,

  format(text, { deleting }) {
    const digits = monthAndYear(text);
    if (digits.length > 2) return `${digits.slice(0, 2)} / ${digits.slice(2, 4)}`;
    return digits.length === 2 && !deleting ? `${digits} / ` : digits;
  },

  judge(text) {
    const digits = digitsOf(text);
    const month = Number(digits.slice(0, 2));
    if (digits.length >= 2 && !(month >= 1 && month <= 12)) return "invalid_expiry_month";
    if (digits.length < 4) return "incomplete_expiry";
    return judgeDate(month, fullYear(digits.slice(2, 4)), new Date());
  },

  full: (text) => digitsOf(text).length === 4,

  read(text) {
    const digits = digitsOf(text);
    return { exp_month: String(Number(digits.slice(0, 2))), exp_year: String(fullYear(digits.slice(2, 4))) };
  },
};

// "5" is May, "13" is January of a year that begins with 3, "1/30" is January, and of 2030 the 30 counts.
function monthAndYear(text) {
  const [first, rest] = text.normalize("NFKC").split("/").map(digitsOf);
  const digits = rest !== undefined && first.length === 1 ? `0${first}${rest}` : first + (rest || "");
  if (/^[2-9]/.test(digits)) return monthAndYear(`0${digits}`);
  if (/^1[3-9]/.test(digits)) return monthAndYear(`0${digits}`);
  const fourDigitYear = digits.length >= 6 && digits.slice(2, 4) === "20";
  return digits.slice(0, 2) + (fourDigitYear ? digits.slice(4, 6) : digits.slice(2, 4));
}

function fullYear(twoDigits) {
  return 2000 + Number(twoDigits);
}

function judgeDate(month, year, now) {
  const thisYear = now.getFullYear();
  if (year < thisYear) return "invalid_expiry_year_past";
  if (year > thisYear + YEARS_AHEAD) return "invalid_expiry_year";
  return year === thisYear && month < now.getMonth() + 1 ? "invalid_expiry_month_past" : null;
}
