// The postal code. It may stay empty; what is typed has to look like one of the country.

const POSTAL = "Postal code (optional)";
const POSTAL_CODES = {
  US: { label: "ZIP code (optional)", placeholder: "12345", shape: /^\d{5}(-?\d{4})?$/, inputmode: "numeric" },
  CA: { label: POSTAL, placeholder: "M5T 1T4", shape: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/ },
  GB: { label: POSTAL, placeholder: "WS11 1DB", shape: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/ },
};
const ANYWHERE = /^[A-Z0-9][A-Z0-9 -]{1,8}[A-Z0-9]$/;
const POSTAL_CODE = {
  name: "postalCode", stable: "postalCode", label: POSTAL, placeholder: "ZIP", autocomplete: "postal-code",
  counts: /[A-Za-z0-9-]/, optional: true,

  format: (text) => text.toUpperCase().replace(/[^A-Z0-9 -]/g, "").slice(0, 10),
  judge(text, { country }) {
    const shape = POSTAL_CODES[country]?.shape || ANYWHERE;
    return !text || shape.test(text.trim()) ? null : "incomplete_zip";
  },

  full: () => false,
  read: (text) => (text.trim() ? { postal_code: text.trim() } : {}),
};
