"""Which cases belong to the suites, and whether a run is all of them."""

import re
import shlex
import sys
from itertools import pairwise
from pathlib import Path

import pytest

PATH_OPTIONS = ("--reports", "--profile")
SUITES = ("scenarios", "contracts")
SELECTIONS = (
    *("keyword", "markexpr", "deselect", "lf", "stepwise", "ignore", "ignore_glob"),
    *(f"allure_{label}" for label in ("labels", "epics", "features", "stories", "severities", "ids")),
)


def refuse_separate_paths(config: pytest.Config) -> None:
    """UsageError for `--reports /elsewhere`: pytest would take the folder for a place of tests, and another root."""
    words, here = [str(word) for word in config.invocation_params.args], config.invocation_params.dir
    for option, value in pairwise(words):
        if option in PATH_OPTIONS and not (here / value).resolve().is_relative_to(here):
            came = f"`{option} {value}`, which pytest takes for a place of tests"
            raise pytest.UsageError(f"expected `{option}={value}` for a path outside {here}, came {came}")


def is_case(item: pytest.Item) -> bool:
    """Whether the item belongs to the suites, or is another one that uses the stack."""
    return "stack" in getattr(item, "fixturenames", ()) or _in_suites(item.config, item.path)


def names_suites(config: pytest.Config) -> bool:
    """Whether this run's arguments reach into the suites, or its options name a stack."""
    roots = [Path(config.invocation_params.dir, str(argument).partition("::")[0]).resolve() for argument in config.args]
    suites = [config.rootpath / suite for suite in SUITES if (config.rootpath / suite).is_dir()]
    reached = any(_in_suites(config, root) or any(root in suite.parents for suite in suites) for root in roots)
    return reached or config.option.stack is not None


def is_full(config: pytest.Config) -> bool:
    """Whether nothing was selected: all of the suites, no -k, no -m."""
    if any(getattr(config.option, name, None) for name in SELECTIONS):
        return False
    named = {Path(config.invocation_params.dir, str(argument)).resolve() for argument in config.args}
    suites = {config.rootpath / suite for suite in SUITES}
    return suites <= named or config.rootpath in named


def rerun(config: pytest.Config, item: pytest.Item | None = None) -> str:
    """The command that runs one case again (all of them without one), the same way, from the project's folder."""
    option = config.option
    profile = _from_root(config, Path(config.invocation_params.dir, option.profile)) if option.profile else None
    effort = option.contract if option.contract != "quick" else None
    given = {"--seed": option.seed, "--stack": option.stack, "--profile": profile, "--contract": effort}
    words = [_from_root(config, Path(sys.executable)), "-m", "pytest", *(_naming(item) if item is not None else [])]
    return shlex.join([*words, *(f"{name}={value}" for name, value in given.items() if value is not None)])


def _naming(item: pytest.Item) -> list[str]:
    """The arguments that choose this case; those that Schemathesis makes of one test pytest does not find by name."""
    test, bracket, _ = item.name.partition("[")
    if bracket and not hasattr(item, "callspec"):
        words = re.findall(r"[\w:+\-./\\\[\]]+", item.name.removeprefix(test))
        return [item.nodeid.partition("[")[0], "-k", " and ".join(words)]
    return [item.nodeid]


def _from_root(config: pytest.Config, path: Path) -> str:
    return str(path.relative_to(config.rootpath) if path.is_relative_to(config.rootpath) else path)


def _in_suites(config: pytest.Config, path: Path) -> bool:
    return any(path.is_relative_to(config.rootpath / suite) for suite in SUITES)
