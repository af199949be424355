"""What an account has and owes: balance transactions and their sums, fees, refunds, disputes, bank debits."""
