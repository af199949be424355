"""Dual mode for tests marked `stripe` (see tests/dual_mode), the browser, the same draws in every run."""

import pytest
from hypothesis import settings

from tests.browser import browser, chromium_ends
from tests.dual_mode.plugin import pytest_configure, pytest_generate_tests

__all__ = ["browser", "chromium_ends", "pytest_configure", "pytest_generate_tests"]

pytest.register_assert_rewrite("tests.browser_stories")  # its assertions tell what they compared, too
settings.register_profile("same draws", derandomize=True, database=None)
settings.load_profile("same draws")
