"""What is compiled is kept, beside the sources or, where the environment forbids that, in an ignored folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness import bytecode

ROOT = Path(__file__).parents[2]
KEEP = "import sys; from pathlib import Path; from harness import bytecode; bytecode.keep(Path(sys.argv[1]))\n"
CHILD = KEEP + "import subprocess; subprocess.run([sys.executable, '-c', 'import colorsys'], check=True)"


def run(code: str, folder: Path, **environment: str) -> None:
    """A process that keeps its bytecode below a folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-c", code, str(folder)]
    subprocess.run(command, env=clean | environment, cwd=ROOT, check=True, timeout=60)


@pytest.mark.parametrize("code", [KEEP + "import colorsys", CHILD], ids=["this_process", "its_child"])
def test_what_the_environment_forbids_to_keep_is_kept_in_an_ignored_folder(code: str, tmp_path: Path) -> None:
    run(code, tmp_path, PYTHONDONTWRITEBYTECODE="1")
    assert list((tmp_path / bytecode.CACHE).rglob("colorsys.*.pyc"))


def test_a_folder_that_somebody_chose_stays(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    run(CHILD, tmp_path, PYTHONPYCACHEPREFIX=str(chosen))
    assert list(chosen.rglob("colorsys.*.pyc"))
    assert not (tmp_path / bytecode.CACHE).exists()


def test_python_s_own_way_stays(tmp_path: Path) -> None:
    run("import sys; before = sys.pycache_prefix, sys.dont_write_bytecode\n" + KEEP
        + "assert before == (sys.pycache_prefix, sys.dont_write_bytecode) == (None, False)", tmp_path)  # fmt: skip
    assert not (tmp_path / bytecode.CACHE).exists()


def test_the_folder_is_ignored() -> None:
    assert subprocess.run(["git", "check-ignore", "-q", str(bytecode.CACHE / "x")], cwd=ROOT).returncode == 0
