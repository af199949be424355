"""Compiling Stripe's contract: the types of the official Python SDK become `contract/tables/<api version>.json`."""
