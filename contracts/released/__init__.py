"""The payment API contract as it was released: a copy of each version, never edited."""
