"""Dual mode for the tests that carry the marker `stripe` (see tests/dual_mode), and the browser."""

from tests.browser import browser
from tests.dual_mode.plugin import pytest_configure, pytest_generate_tests

__all__ = ["browser", "pytest_configure", "pytest_generate_tests"]
