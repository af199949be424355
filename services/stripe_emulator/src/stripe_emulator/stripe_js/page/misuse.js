// What a shop's developer did wrong: thrown at once by calls that return, a rejection of calls that promise.

class IntegrationError extends Error {
  constructor(message) {
    super(message);
    this.name = "IntegrationError";
  }
}

function must(truth, message) {
  if (!truth) throw new IntegrationError(message);
}

// A value as a message shows it.
function shown(value) {
  return typeof value === "string" ? `"${value}"` : Array.isArray(value) ? "an array" : String(value);
}
