"""Stripe's contract: the judge of requests, the shape of answers, the tables they are read from."""
