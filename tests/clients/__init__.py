"""Official clients against the emulator. What the stories assert is told as plainly as what tests assert."""

import pytest

pytest.register_assert_rewrite("tests.clients.stories")
