"""What a reader would trip over: sizes, machine paths, registry hosts."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = re.compile(r'registry = "https?://|"resolved": "https?://|^--(extra-)?index-url', re.MULTILINE)
MAX_FILE_LINES = 350
MAX_FUNCTION_LINES = 60
MAX_FILES = 25
# Rows of data: one file a row.
ROWS = ("proving/bugs", "harness/stripe/probing/capabilities", "services/stripe_emulator/src/stripe_emulator/resources")


def tracked(suffix: str = "") -> list[Path]:
    """Files that git knows, by suffix."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in names if name.endswith(suffix) and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    """A lock that names hosts, or an absolute path, works on one machine only."""
    found = []
    for path in tracked():
        text = path.read_text("utf-8", errors="replace")
        if REGISTRY.search(text) or str(ROOT) in text or str(Path.home()) + "/" in text:
            found.append(path.relative_to(ROOT).as_posix())
    assert found == []


@pytest.mark.parametrize("path", tracked(".py"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_small(path: Path) -> None:
    """No file over 350 lines, no function over 60."""
    text = path.read_text("utf-8")
    assert text.count("\n") <= MAX_FILE_LINES
    functions = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno + 1 > MAX_FUNCTION_LINES]
    assert long == []


def test_folders_stay_narrow() -> None:
    """No folder has more than 25 files, but for those with one file a row of data."""
    folders = Counter(path.parent.relative_to(ROOT).as_posix() for path in tracked())
    assert {folder: n for folder, n in folders.items() if n > MAX_FILES and not folder.startswith(ROWS)} == {}
