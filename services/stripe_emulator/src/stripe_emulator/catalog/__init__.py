"""What is sold and at which terms: prices, discounts, taxes, customers' balances. Used by everything that charges."""
