"""Dual mode for the tests that carry the marker `stripe` (see tests/dual_mode)."""

from tests.dual_mode.plugin import pytest_configure, pytest_generate_tests

__all__ = ["pytest_configure", "pytest_generate_tests"]
