"""Deliberately broken copies of the reference checkout, and which cases of the gate catch which of them."""
