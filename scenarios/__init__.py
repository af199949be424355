"""Flows that must hold, one file per story."""
