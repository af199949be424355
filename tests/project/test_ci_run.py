""".ci/run: what is run with an engine and without one. `make` and the project's Python are stand-ins that tell."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project.machine import ROOT, SECONDS, Machine

TELLS = 'echo "make $* OFFLINE=${OFFLINE:-} REQUIRE_DOCKER=${REQUIRE_DOCKER:-}" >>"$PLACE/told"\n'
EMBEDDED, CONTAINERS = (f"gate STACK={stack} ARGS=--browser=required" for stack in ("embedded", "containers"))
BOTH = "reports/verdict.embedded.json reports/verdict.json"


@pytest.fixture
def clone(machine: Machine) -> Path:
    """A clone with what .ci/run reads."""
    place = machine.place / "clone"
    for name in (".ci/run", "scripts/engine.sh"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, place / name)
    for name in ("python3", "npm", "chromium-headless-shell", "debootstrap"):
        machine.add(name, "exit 0\n")
    machine.add("make", TELLS + 'test "$*" != "${BREAKS:-}"\n')
    machine.add("project-python", 'echo "python $*" >>"$PLACE/told"\n')
    (place / "reports").mkdir()
    (place / "reports/verdict.json").touch()
    (place / ".venv/bin").mkdir(parents=True)
    (place / ".venv/bin/python").symlink_to(machine.bin / "project-python")
    return place


def ci(machine: Machine, clone: Path, **env: str) -> tuple[int, str, list[str]]:
    """Exit status, output, and what was run."""
    done = subprocess.run(
        [str(machine.bin / "bash"), str(clone / ".ci/run")],
        text=True,
        check=False,
        timeout=SECONDS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": str(machine.bin), "PLACE": str(machine.place), "TMPDIR": str(machine.place), **env},
    )
    file = machine.place / "told"
    return done.returncode, done.stdout, file.read_text("utf-8").splitlines() if file.exists() else []


def test_with_an_engine_both_gates_run_and_nothing_is_skipped(machine: Machine, clone: Path) -> None:
    (machine.place / "up").touch()
    status, out, commands = ci(machine, clone)
    assert (status, out) == (0, "")
    assert commands == [
        "make images OFFLINE=1 REQUIRE_DOCKER=",
        "python -m scripts.images --prune",
        "make test OFFLINE=1 REQUIRE_DOCKER=1",
        f"make {EMBEDDED} OFFLINE=1 REQUIRE_DOCKER=1",
        f"make {CONTAINERS} OFFLINE=1 REQUIRE_DOCKER=1",
        f"python scripts/verdicts.py {BOTH}",
    ]


def test_without_one_it_says_so_and_goes_on(machine: Machine, clone: Path) -> None:
    machine.add("id", "echo 1000\n")
    status, out, commands = ci(machine, clone)
    assert status == 0
    assert out.splitlines() == [
        "no Docker engine: none answers, and only root can start one",
        "going on without containers: embedded only",
    ]
    assert commands == [
        "make test OFFLINE=1 REQUIRE_DOCKER=",
        f"make {EMBEDDED} OFFLINE=1 REQUIRE_DOCKER=",
        "python scripts/verdicts.py reports/verdict.json",
    ]


def test_without_one_it_fails_where_one_is_required(machine: Machine, clone: Path) -> None:
    machine.add("id", "echo 1000\n")
    status, out, commands = ci(machine, clone, REQUIRE_DOCKER="1")
    assert (status, commands) == (1, [])
    assert "REQUIRE_DOCKER=1 asks for one" in out


@pytest.mark.parametrize("breaks", [EMBEDDED, CONTAINERS])
def test_a_gate_that_fails_is_a_failure_after_both_were_told(machine: Machine, clone: Path, breaks: str) -> None:
    (machine.place / "up").touch()
    status, _, commands = ci(machine, clone, BREAKS=breaks)
    assert status == 1
    assert commands[-1] == f"python scripts/verdicts.py {BOTH}"


@pytest.mark.parametrize("breaks", ["images", "test"])
def test_what_comes_before_the_gates_ends_the_run(machine: Machine, clone: Path, breaks: str) -> None:
    (machine.place / "up").touch()
    status, _, commands = ci(machine, clone, BREAKS=breaks)
    assert status != 0
    assert commands[-1].startswith(f"make {breaks} ")
