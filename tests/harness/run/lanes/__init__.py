"""Failing cases told as lanes."""
