"""Where the cases of a run are: the suites, and a project's own scenarios."""

from pathlib import Path

import pytest

from harness.core.suites import SUITES


def own_cases(config: pytest.Config) -> Path | None:
    """The folder of a project's own scenarios, where a gate runs them beside the suites."""
    given: str | None = config.option.own_cases
    return Path(given) if given else None


def suite_folders(config: pytest.Config) -> tuple[Path, ...]:
    """The folders of the suites, and that of a project's own scenarios."""
    return (*(config.rootpath / suite for suite in SUITES), *filter(None, [own_cases(config)]))
