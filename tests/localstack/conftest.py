"""Needs a Docker engine and the images: without, the tests are skipped with the reason, or fail with REQUIRE_DOCKER=1.

OFFLINE=1 asks no registry of images, as in `make images OFFLINE=1`.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.stack.base.failure import StackFailure
from harness.stack.docker import images
from tests.localstack.engine import HEALTH, Container, running

REQUIRED = os.environ.get("REQUIRE_DOCKER") == "1"
OFFLINE = bool(os.environ.get("OFFLINE"))
REQUIRE = "REQUIRE_DOCKER=1 makes it a failure"
HERE = Path(__file__).parent
Image = Callable[[str], str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs an engine where none answers."""
    skip_here(items, HERE)


def skip_here(items: list[pytest.Item], folder: Path) -> None:
    """Skip what is in this folder where no engine answers."""
    here = [item for item in items if folder in item.path.parents]
    reason = no_engine() if here and not REQUIRED else None
    for item in here if reason else ():
        item.add_marker(pytest.mark.skip(reason=f"no Docker engine answers ({reason}); {REQUIRE}"))


def no_engine() -> str | None:
    """Why no engine answers; None when one does."""
    try:
        done = subprocess.run(["docker", "info"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else (done.stderr.strip().splitlines() or ["no reason given"])[-1]


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The tag of an image, built where something of it changed."""
    log = tmp_path_factory.mktemp("images") / "images.log"

    def tag(name: str) -> str:
        try:
            return images.ensure(name, offline=OFFLINE, log=log)[name]
        except StackFailure as failure:
            if REQUIRED:
                raise
            pytest.skip(f"{failure}; {REQUIRE}")

    return tag


@pytest.fixture(scope="session")
def localstack(image: Image) -> Iterator[Container]:
    """One LocalStack for the tests that change nothing outside their own account."""
    with running(image("localstack")) as container:
        container.wait(HEALTH)
        yield container


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A secret key of the test's own: its account holds nothing of others."""
    return f"sk_test_{re.sub('[^A-Za-z0-9]', '', request.node.name)[:60]}"
