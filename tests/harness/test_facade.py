"""What suites are written with: `harness` alone, whose names are imported when they are used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import harness

ROOT = Path(__file__).resolve().parents[2]
SUITES = sorted(path for folder in ("scenarios", "contracts") for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The modules that a file imports from, wherever in it, and the names that it takes from `harness`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"harness:{name.name}" for name in node.names} if node.module == "harness" else set()
            found |= {str(node.module), *names}
    return found


@pytest.mark.parametrize("path", SUITES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_suite_imports_from_the_facade_only(path: Path) -> None:
    """No room of the harness is named, and no name that the facade does not have."""
    inside = {module for module in imported(path) if module.startswith("harness.")}
    taken = {name.removeprefix("harness:") for name in imported(path) if name.startswith("harness:")}
    assert not inside
    assert taken <= set(harness.__all__)


def test_every_name_can_be_had_and_is_used_by_a_suite_or_documented() -> None:
    """What nobody needs is not public."""
    assert all(getattr(harness, name) is not None for name in harness.__all__)
    taken = {name.removeprefix("harness:") for path in SUITES for name in imported(path)}
    documented = {"FailureCode", "Matcher", "Person", "absent", "catalogue", "none_of"}
    documented |= {"Place", "deliver", "must_refuse", "rest"}  # what stories of the model are told with
    assert set(harness.__all__) - taken == documented - taken


def test_types_and_runtime_name_the_same_things() -> None:
    """What mypy reads under TYPE_CHECKING is what `__getattr__` imports."""
    tree = ast.parse(Path(str(harness.__file__)).read_text("utf-8"))
    typed = {
        name.asname or name.name: f"{node.module}:{name.name}".removeprefix("harness.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("harness")
        for name in node.names
    }
    assert typed == harness._HOMES
    assert sorted(typed) == sorted(harness.__all__)


def test_the_facade_itself_imports_nothing() -> None:
    """It is part of the tap's image and of the command's start."""
    code = "import sys, harness; print([name for name in sys.modules if name.startswith('harness.')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_name_that_there_is_not_is_told() -> None:
    with pytest.raises(AttributeError, match="module 'harness' has no attribute 'Shopp'"):
        _ = harness.Shopp
