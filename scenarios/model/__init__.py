"""Walks through the whole shop that nobody has written down."""
