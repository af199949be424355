"""Products, prices, discounts, taxes, customers' balances, search."""
