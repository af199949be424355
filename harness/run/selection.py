"""Which cases belong to the suites, and whether a run is all of them."""

import re
import shlex
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from harness.config.usual import OWN, unusual
from harness.core.cards import CatalogueError, catalogue
from harness.core.places import BUNDLED
from harness.core.suites import SUITES, Shard
from harness.run import options
from harness.run.cases.folders import own_cases, suite_folders

PATH_OPTIONS = ("--reports", "--profile", options.long("profile"))
SELECTIONS = (
    *("keyword", "markexpr", "deselect", "lf", "stepwise", "ignore", "ignore_glob"),
    *(f"allure_{label}" for label in ("labels", "epics", "features", "stories", "severities", "ids")),
)


def refuse_separate_paths(config: pytest.Config) -> None:
    """UsageError for `--reports /elsewhere`: pytest would take the folder for a place of tests, and another root."""
    words, here = [str(word) for word in config.invocation_params.args], config.invocation_params.dir
    for option, value in pairwise(words):
        if option in PATH_OPTIONS and not (here / value).resolve().is_relative_to(here):
            got = f"`{option} {value}`, which pytest takes for a place of tests"
            raise pytest.UsageError(f"expected `{option}={value}` for a path outside {here}, got {got}")


def refuse_wrong_cards(config: pytest.Config) -> None:
    """End a run of the suites with exit status 2 and one sentence where a row of `cards.json` cannot be used."""
    if names_suites(config):
        try:
            catalogue()
        except CatalogueError as error:
            pytest.exit(str(error), returncode=pytest.ExitCode.INTERRUPTED)


def reports_folder(config: pytest.Config) -> Path:
    """Where the reports go: given from where pytest was started, else beside the suites."""
    given = config.option.reports
    return Path(config.invocation_params.dir, given) if given else config.rootpath / "reports"


def shard_of(config: pytest.Config) -> Shard | None:
    """The shard that was asked for; UsageError when it cannot be one."""
    try:
        return Shard.parse(config.option.shard) if config.option.shard else None
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


def keep_shard(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave only the cases of the shard that was asked for."""
    shard = shard_of(config)
    deselected = [item for item in items if not shard.holds(item.nodeid)] if shard is not None else []
    if shard is not None and deselected:
        items[:] = [item for item in items if shard.holds(item.nodeid)]
        config.hook.pytest_deselected(items=deselected)


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
    project = _project(config)
    choices = {
        "seed": option.seed,
        "stack": option.stack,
        "stripe": option.stripe,
        "profile": _profile(config, project or config.rootpath),
        "contract": option.contract,
        "browser": option.checkout_browser,
    }
    given = {options.name(name, config.pluginmanager): value for name, value in unusual(choices).items()}
    chosen = _naming(item) if item is not None else ["--quick"] if option.quick else []
    words = [_from(config.rootpath, Path(sys.executable)), "-m", "pytest", *_plugin(config)]
    if project is not None:
        words, given = ["checkout-harness", "gate"], {f"--{name}": value for name, value in unusual(choices).items()}
    return shlex.join([*words, *chosen, *(f"{name}={value}" for name, value in given.items())])


def own_nodeid(config: pytest.Config, path: Path) -> str | None:
    """The name of a file of the project's own scenarios, seen from the project; None for any other file."""
    own = own_cases(config)
    return path.relative_to(own.parent).as_posix() if own is not None and path.is_relative_to(own) else None


def _project(config: pytest.Config) -> Path | None:
    """The folder of a project that has the suites from elsewhere; None where the suites are the project."""
    own = own_cases(config)
    return own.parent if own is not None else Path.cwd() if config.rootpath == BUNDLED else None


def _profile(config: pytest.Config, folder: Path) -> str | None:
    """How the profile is named in the folder; not at all where it is the one that is taken there."""
    named = options.profile_path(config)
    if named is None or config.invocation_params.dir / named == folder / OWN:
        return None
    return _from(folder, config.invocation_params.dir / named)


def _plugin(config: pytest.Config) -> list[str]:
    """What loads the plugin in a project whose pytest.ini does not."""
    return [] if options.PLUGIN in config.getini("addopts") else ["-p", options.PLUGIN]


def _naming(item: pytest.Item) -> list[str]:
    """The arguments that choose this case; those that Schemathesis makes of one test pytest does not find by name."""
    test, bracket, _ = item.name.partition("[")
    if bracket and not hasattr(item, "callspec"):
        words = re.findall(r"[\w:+\-./\\\[\]]+", item.name.removeprefix(test))
        return [item.nodeid.partition("[")[0], "-k", " and ".join(words)]
    return [item.nodeid]


def _from(folder: Path, path: Path) -> str:
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _in_suites(config: pytest.Config, path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in suite_folders(config))
