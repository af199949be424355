"""What is sold and at which terms: prices, discounts, taxes, customers' balances. Shared by all who charge."""
