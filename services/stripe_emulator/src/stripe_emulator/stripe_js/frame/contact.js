// Who pays: what bank debits and some other payment methods require besides.

const NAME = {
  name: "name", stable: "name", label: "Full name", placeholder: "First and last name", autocomplete: "billing name",
  counts: /./,
  format: (text) => text,
  judge: (text) => (text.trim() ? null : "incomplete_name"),
  full: () => false,
  read: (text) => ({ name: text.trim() }),
};
const EMAIL = {
  name: "email", stable: "email", label: "Email", placeholder: "you@example.com", autocomplete: "billing email",
  inputmode: "email", counts: /./,
  format: (text) => text,
  judge: (text) => (/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text.trim()) ? null : "incomplete_email"),
  full: () => false,
  read: (text) => ({ email: text.trim() }),
};
