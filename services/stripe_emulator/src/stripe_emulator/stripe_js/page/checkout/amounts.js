// Amounts as the session shows them: `{amount, minorUnitsAmount}`, the first formatted for the shopper
// (https://docs.stripe.com/js/custom_checkout/session_object).

// A copy of `value` in which every amount has its formatted text.
function withAmounts(value, format) {
  if (Array.isArray(value)) return value.map((member) => withAmounts(member, format));
  if (!value || typeof value !== "object") return value;
  const members = Object.entries(value).map(([name, member]) => [name, withAmounts(member, format)]);
  const shown = Object.fromEntries(members);
  return "minorUnitsAmount" in value ? { ...shown, amount: format(value.minorUnitsAmount) } : shown;
}

function formatterOf({ currency, minorUnitsAmountDivisor: divisor }, locale) {
  const places = Math.round(Math.log10(divisor));
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  const spoken = !locale || locale === "auto" ? window.navigator.language : locale;
  const money = new Intl.NumberFormat(spoken, { style: "currency", currency, ...digits });
  return (minorUnits) => money.format(minorUnits / divisor);
}

// `object` with these properties as getters that report that they were read.
function watched(object, names, read) {
  const copy = { ...object };
  for (const name of names) {
    Object.defineProperty(copy, name, { enumerable: true, configurable: true, get: () => read(name, object[name]) });
  }
  return copy;
}
