"""Which cases a gate runs, and where: the suites (of the wheel, or of a repository), and a project's own scenarios."""

from dataclasses import dataclass
from pathlib import Path

from harness.config.usual import OWN
from harness.core.places import BUNDLED, INSTALLED, REPOSITORY
from harness.core.suites import SUITES

PACKAGED = BUNDLED if INSTALLED else REPOSITORY
SCENARIOS = "scenarios"


@dataclass(frozen=True)
class Cases:
    """The root of the suites, pytest's paths (none: what its ini file says), and the project's own scenarios."""

    root: Path
    paths: tuple[str, ...] = ()
    own: Path | None = None

    def arguments(self) -> list[str]:
        """What tells pytest of them; a wheel's folder may be read-only, so pytest keeps no cache in it."""
        found: list[str] = []
        if self.root == BUNDLED:
            found += [f"--config-file={BUNDLED / 'pytest.ini'}", f"--rootdir={BUNDLED}", "-p", "no:cacheprovider"]
        if self.own is not None:  # the project's own conftest.py is none of theirs
            found += [f"--own-cases={self.own}", f"--confcutdir={self.own}"]
        return [*found, *self.paths]

    def working_folder(self) -> Path:
        """Where pytest runs."""
        return Path.cwd() if self.root == BUNDLED else self.root


def cases(paths: list[str], profile: Path | None) -> Cases:
    """The cases at these paths, all without any; `profile` lies in the project's folder.

    OSError for a path that is none and where there is no suite, ValueError for a project's file that cannot be used.
    """
    own = _own_scenarios(profile)
    if own is None and not _is_project(Path.cwd()):
        root = folder_of(paths)
        return Cases(root, tuple(str(BUNDLED / path) for path in paths or SUITES) if root == BUNDLED else tuple(paths))
    suites = [str(PACKAGED / suite) for suite in SUITES if (PACKAGED / suite).is_dir()]
    if not paths:
        return Cases(PACKAGED, (*suites, *([str(own)] if own else [])), own)
    found = [place for path in paths for place in _places(path, own)]
    return Cases(PACKAGED, tuple(dict.fromkeys(found)), own)


def folder_of(paths: list[str]) -> Path:
    """The root of the suites where no project is: where paths start, the nearest folder with suites, or the wheel."""
    here = Path.cwd()
    for path in paths:
        if not _exists(here, path):
            if INSTALLED and all(_exists(BUNDLED, one) for one in paths):
                return BUNDLED
            raise FileNotFoundError(f"expected a file or a folder, got {path!r}. Hint: paths start in {here}")
    if paths:
        return here
    for folder in (here, *here.parents):
        if any((folder / suite).is_dir() for suite in SUITES):
            return folder
    if INSTALLED:
        return BUNDLED
    raise FileNotFoundError(f"expected {' or '.join(SUITES)} in {here} or above, got neither. Hint: name their folder")


def _is_project(folder: Path) -> bool:
    """Whether a team's own profile is in the folder, and the folder is not that of the suites."""
    return (folder / OWN).is_file() and folder.resolve() != PACKAGED.resolve()


def _own_scenarios(profile: Path | None) -> Path | None:
    """The folder `scenarios` beside the profile, when it has cases and is not the suite itself."""
    own = (profile.absolute().parent / SCENARIOS).resolve() if profile is not None else None
    if own is None or own == (PACKAGED / SCENARIOS).resolve() or not any(own.rglob("test_*.py")):
        return None
    if (own / "__init__.py").exists():
        hint = "`import scenarios` means the suite; remove it"
        raise ValueError(f"expected no __init__.py in {own}, got one. Hint: {hint}")
    for file in own.rglob("test_*.py"):
        name = f"{SCENARIOS}/{file.relative_to(own).as_posix()}"
        if (PACKAGED / name).exists():
            raise ValueError(f"expected a name that no file of the suites has, got {name}. Hint: rename {file}")
    return own


def _places(path: str, own: Path | None) -> list[str]:
    """Where a path is: among the project's own scenarios (seen from this folder, or from theirs), in the suites, or,
    as a folder of that name, in both."""
    found = []
    for folder in dict.fromkeys((Path.cwd(), own.parent) if own is not None else ()):
        if own and _exists(folder, path) and (folder / path.partition("::")[0]).resolve().is_relative_to(own):
            found = [str(folder / path)]
    if _exists(PACKAGED, path):
        found.append(str(PACKAGED / path))
    if not found:
        hint = f"cases are in {f'{own} and in ' if own else ''}the suites ({', '.join(SUITES)})"
        raise FileNotFoundError(f"expected a file or a folder of cases, got {path!r}. Hint: {hint}")
    return found


def _exists(folder: Path, path: str) -> bool:
    return (folder / path.partition("::")[0]).exists()
