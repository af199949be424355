"""What a case keeps with pytest's item until its phases are reported."""

import unittest
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from harness.core.failure import Failure
from harness.core.history import History

if TYPE_CHECKING:
    from harness.shop.shop import Shop

SHOP: "pytest.StashKey[Shop]" = pytest.StashKey()
HISTORY = pytest.StashKey[History]()
TITLE = pytest.StashKey[str]()
CHANNEL = pytest.StashKey[str]()
JUDGED = pytest.StashKey[list[Failure]]()
GOALS_SEEN = pytest.StashKey[list[str]]()
# The histories of the stories that were told within the case.
TOLD = pytest.StashKey[list[History]]()
MISSING_CAPABILITIES = pytest.StashKey[list[str]]()
MISSING = pytest.StashKey[str]()
ANSWER_COUNTS = pytest.StashKey[dict[str, int]]()
LANES = pytest.StashKey[dict[str, Any]]()
FUZZED = pytest.StashKey[dict[str, Any]]()
# The places at which the rig of a case broke or held something, by what happened there.
WINDOWS = pytest.StashKey[Counter[str]]()
# What a body ends with that says it is no result; it hides no violation.
NOT_RUN = (pytest.skip.Exception, pytest.xfail.Exception, unittest.SkipTest)
