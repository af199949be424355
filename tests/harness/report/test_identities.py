"""Every case of the real suites has an id of its own."""

import json
import subprocess
import sys
from pathlib import Path

from harness.run.allure.ids import identity

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = f"""
import json, pathlib, sys
from {identity.__module__} import identity

def pytest_collection_finish(session):
    rows = [(item.nodeid, identity(item, {{}})) for item in session.items]
    pathlib.Path(sys.argv[-1].removeprefix("--basetemp=") + ".ids").write_text(json.dumps(rows))
"""


def test_no_two_cases_of_the_suites_share_an_id(tmp_path: Path) -> None:
    """A shared id would make Allure take one case for a retry of the other."""
    (tmp_path / "tell_ids.py").write_text(PLUGIN, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-p",
        "tell_ids",
        f"--basetemp={tmp_path / 'of'}",
    ]
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    command[1:3] = ["-c", script]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert process.returncode == 0, process.stdout[-2000:] + process.stderr[-2000:]
    rows = json.loads((tmp_path / "of.ids").read_text("utf-8"))
    by_id: dict[str, list[str]] = {}
    for nodeid, number in rows:
        by_id.setdefault(number, []).append(nodeid)
    assert len(rows) > 500
    assert [names for names in by_id.values() if len(names) > 1] == []
