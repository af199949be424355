"""Stands where the licensed LocalStack has its loader of extensions."""
