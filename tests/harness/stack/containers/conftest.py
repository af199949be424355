"""Needs a Docker engine and the images, as tests/localstack does: skipped without, or failing with REQUIRE_DOCKER=1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.localstack.conftest import REQUIRED, image, no_engine, skip_here

__all__ = ["image"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs an engine where none answers."""
    skip_here(items, HERE)


@pytest.fixture(scope="session", autouse=True)
def built(request: pytest.FixtureRequest) -> None:
    """The images of the stack, built before anything is timed or killed."""
    if REQUIRED or no_engine() is None:
        tag = request.getfixturevalue("image")
        for name in ("localstack", "tap", "checkout"):
            tag(name)
