"""A seeded bug: the edits that make it and what the gate must say about it. Adding one = adding a file here."""

import importlib.util
import pkgutil
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType


class BugError(ValueError):
    """A bug's file that cannot be used: which file, what was expected, what came."""


@dataclass(frozen=True)
class Edit:
    """One change of a file inside the shop's folder (the package `checkout`): `old` must be in it exactly once."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Bug:
    """A broken checkout and what must come of it; `name` and `story` are the file's own name and docstring.

    `codes` are failure codes, `cases` parts of node ids and `cards` numbers that must all be among what failed; with
    `exactly` nothing but `cases` may fail. `texts` are texts that the output and verdict.json must hold. `run` are the
    gate's paths and -k (all without).
    `caught=False` with a `reason` is for a bug that the gate does not see yet; it must not turn red unnoticed.
    """

    edits: tuple[Edit, ...]
    exit_code: int = 1
    codes: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    exactly: bool = False
    texts: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    caught: bool = True
    reason: str = ""
    name: str = ""
    story: str = ""
    folder: str = "proving/bugs"

    @property
    def file(self) -> str:
        """Where it is written down."""
        return f"{self.folder}/{self.name}.py"


UNBROKEN = Bug(
    edits=(),
    exit_code=0,
    run=("scenarios/test_declines.py", "scenarios/test_refunds.py", "scenarios/test_mail.py"),
    name="unbroken",
    story="The copy as it is: copying alone must not turn the gate red.",
)


def all_bugs() -> tuple[Bug, ...]:
    """Every bug of the folder, by name; BugError for the first that is not well formed."""
    return tuple(load(name) for name in sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Bug:
    """The bug of one file."""
    return _of(import_module(f"{__name__}.{name}"), name, "proving/bugs")


def bugs_in(folder: Path, place: str) -> tuple[Bug, ...]:
    """Every bug of a folder that is no package, by name; `place` is how messages name the folder."""
    return tuple(_of(_module(path), path.stem, place) for path in sorted(folder.glob("*.py")))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bug_{path.stem}", path)
    assert spec is not None, "a file that ends in .py"
    assert spec.loader is not None, "a file that ends in .py"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _of(module: ModuleType, name: str, place: str) -> Bug:
    found = getattr(module, "BUG", None)
    if not isinstance(found, Bug):
        raise BugError(f"{place}/{name}.py: expected a value BUG of class Bug, got {found!r:.80}")
    return checked(replace(found, name=name, story=(module.__doc__ or "").strip(), folder=place))


def checked(bug: Bug) -> Bug:
    """The same bug when it is well formed; else BugError."""
    rules = (
        (bool(bug.story), "a docstring that tells the story", "none"),
        (bool(bug.edits), "at least one Edit", "none"),
        (all(edit.old not in ("", edit.new) for edit in bug.edits), "edits that change something", "one that does not"),
        (bug.exit_code in (1, 2, 3), "an exit code that is not green", bug.exit_code),
        (bool(bug.codes or bug.cases or bug.texts), "codes, cases or texts that must be seen", "none"),
        (bug.caught != bool(bug.reason), "a reason exactly where caught=False", (bug.caught, bug.reason)),
    )
    for holds, expected, got in rules:
        if not holds:
            raise BugError(f"{bug.file}: expected {expected}, got {got}")
    return bug
