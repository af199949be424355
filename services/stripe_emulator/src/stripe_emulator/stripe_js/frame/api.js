// Requests as Stripe.js makes them: form-encoded, with the publishable key among the parameters.

const AGENT = "stripe.js/stand-in; stripe-js-v3/stand-in";
const NO_CONNECTION =
  "The connection to Stripe's API broke off. Check that the emulator runs and that the request reaches it.";

function encoded(params, prefix = "") {
  const pairs = [];
  for (const [name, value] of Object.entries(params)) {
    const key = prefix ? `${prefix}[${name}]` : name;
    if (value === undefined || value === null) continue;
    if (typeof value === "object") pairs.push(encoded(value, key));
    else pairs.push(`${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  }
  return pairs.filter(Boolean).join("&");
}

// The object that the API answered, or {error} as it answered.
async function send(method, path, params) {
  const form = encoded(params);
  const post = method === "POST";
  try {
    const answered = await fetch(post ? HOME + path : `${HOME}${path}?${form}`, {
      method,
      headers: post ? { "Content-Type": "application/x-www-form-urlencoded" } : {},
      body: post ? form : undefined,
    });
    return await answered.json();
  } catch (error) {
    return { error: { type: "api_connection_error", message: `${NO_CONNECTION} (${error.message})` } };
  }
}
