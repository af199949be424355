"""The reference shop: takes card payments through Stripe, orders in DynamoDB, mail through SES."""
