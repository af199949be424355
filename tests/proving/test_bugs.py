"""Every seeded bug is well formed and still fits the checkout's source; what does not fit is told by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.config import profile
from harness.core.cards import catalogue
from proving import bugs, copies
from proving.bugs import UNBROKEN, Bug, BugError, Edit, all_bugs, checked
from proving.shops import REFERENCE

ROOT = Path(__file__).resolve().parents[2]
BUGS = all_bugs()
GOOD = Bug(edits=(Edit("stock.py", "a", "b"),), codes=("oversold",), name="example", story="A story.")
each_bug = pytest.mark.parametrize("bug", [UNBROKEN, *BUGS], ids=lambda bug: bug.name)


def test_every_file_of_the_folder_is_a_bug() -> None:
    names = {path.stem for path in Path(bugs.__path__[0]).glob("*.py")} - {"__init__"}
    assert {bug.name for bug in BUGS} == names
    assert UNBROKEN.name not in names


@each_bug
def test_a_bug_applies_to_the_source_as_it_is_now(bug: Bug, tmp_path: Path) -> None:
    copies.make(bug, tmp_path)
    package = tmp_path / "src" / "checkout"
    for path in package.rglob("*.py"):
        compile(path.read_text("utf-8"), str(path), "exec")
    changed = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if path.read_text("utf-8") != (REFERENCE.source / path.relative_to(package)).read_text("utf-8")
    }
    assert changed == {"__init__.py", *(edit.file for edit in bug.edits)}


@each_bug
def test_a_bug_names_files_that_are_there(bug: Bug) -> None:
    folders = [argument for argument in bug.run if argument.startswith(("scenarios", "contracts"))]
    assert all((ROOT / argument.partition("::")[0]).exists() for argument in folders)
    assert set(bug.cards) <= {card.number for card in catalogue() if card.browser}


def test_the_whole_gate_runs_where_it_must() -> None:
    known = {bug.name: bug for bug in BUGS}
    for name in ("decline_check_removed", "cannot_start"):
        assert known[name].run == ()
    declined = {card.number for card in catalogue() if card.browser and card.expected.http_status == 402}
    assert declined <= set(known["decline_check_removed"].cards)


def test_the_profile_starts_the_copy_and_keeps_the_rest(tmp_path: Path) -> None:
    made = profile.load(copies.make(UNBROKEN, tmp_path))
    reference = profile.load()
    assert made.directory == tmp_path / "src"
    assert replace(made, name="", source="", directory=None) == replace(reference, name="", source="")


@pytest.mark.parametrize(("text", "got"), [("", "got 0 times"), ("stock -= q\nstock -= q\n", "got 2 times")])
def test_an_edit_that_does_not_fit_names_the_bug_and_the_text(tmp_path: Path, text: str, got: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "__init__.py").write_text("", "utf-8")
    (source / "stock.py").write_text(text, "utf-8")
    bug = replace(GOOD, edits=(Edit("stock.py", "stock -= q", ""),))
    with pytest.raises(BugError) as error:
        copies.make(bug, tmp_path / "copy", replace(REFERENCE, source=source))
    for part in ("proving/bugs/example.py", "checkout/stock.py", "| stock -= q", got):
        assert part in str(error.value)


def test_an_edit_of_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(BugError, match=r"checkout/nowhere\.py, got 0 times"):
        copies.make(replace(GOOD, edits=(Edit("nowhere.py", "a", "b"),)), tmp_path)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (replace(GOOD, story=""), "a docstring"),
        (replace(GOOD, edits=()), "at least one Edit"),
        (replace(GOOD, edits=(Edit("stock.py", "a", "a"),)), "edits that change something"),
        (replace(GOOD, edits=(Edit("stock.py", "", "a"),)), "edits that change something"),
        (replace(GOOD, exit_code=0), "an exit code that is not green"),
        (replace(GOOD, codes=()), "codes, cases or texts"),
        (replace(GOOD, caught=False), "a reason exactly where caught=False"),
        (replace(GOOD, reason="because"), "a reason exactly where caught=False"),
    ],
)
def test_a_bug_that_is_not_well_formed_is_refused(changed: Bug, expected: str) -> None:
    with pytest.raises(BugError, match=expected):
        checked(changed)
    assert checked(GOOD) == GOOD
