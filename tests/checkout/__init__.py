"""Tests of the reference shop, white-box; what it does through HTTP alone is told by the scenarios."""
