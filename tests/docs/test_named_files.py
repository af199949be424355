"""Every file and folder of the repository that the documentation names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = "harness|services|scenarios|contracts|proving|bench|scripts|tests|docs|docker"
NAMED = re.compile(rf"(?<![\w/.-])((?:{PLACES})/[\w./-]*[\w/])")
TOCTREE = re.compile(r"```\{toctree\}.*?```", re.DOTALL)
# Files that a guide, or `checkout-harness init` in the reader's own project, makes.
EXAMPLES = {"scenarios/test_no_funds_first.py", "scenarios/test_mine.py", "scenarios/conftest.py"}
# What the build makes.
MADE = ("docs/_build", "docs/reference/")


def pages() -> list[Path]:
    """README, architecture, the services' READMEs, and everything of docs/ that is written by hand."""
    written = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *ROOT.glob("services/*/README.md")]
    written += [path for path in (ROOT / "docs").rglob("*.md") if not relative(path).startswith(MADE)]
    return [*written, ROOT / "docs" / "reference" / "index.md"]


def relative(path: Path) -> str:
    """The path as the repository has it."""
    return path.relative_to(ROOT).as_posix()


def missing(text: str) -> Iterator[str]:
    """The files that a text names and that are not there."""
    for name in NAMED.findall(TOCTREE.sub("", text)):
        if name not in EXAMPLES and not name.startswith(MADE) and not (ROOT / name).exists():
            yield name


def test_every_file_that_is_named_is_there() -> None:
    """Also those in commands: a guide that names a moved file stops its reader."""
    found = {relative(page): list(missing(page.read_text("utf-8"))) for page in pages()}
    assert {page: names for page, names in found.items() if names} == {}


def test_a_guide_has_its_reader_overwrite_nothing() -> None:
    """The files that it has them make have names of their own."""
    assert [name for name in EXAMPLES if (ROOT / name).exists()] == []


def test_a_file_that_is_not_there_is_told() -> None:
    """In code, in a link, in a command; a URL and another project's file are none."""
    text = "`harness/gone.py` [x](docs/gone.md) pytest tests/gone.py::test https://a.test/docs/x `harness/cli.py` a.py"
    assert list(missing(text)) == ["harness/gone.py", "docs/gone.md", "tests/gone.py"]


def test_the_readme_stays_short() -> None:
    """A first page is read to its end; what is longer belongs into docs/."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120
