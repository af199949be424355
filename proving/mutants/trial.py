"""One mutant's trial: the shop's own tests first, then the quick part of the gate; who of them sees it."""

import os
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from proving import copies, gate
from proving.bugs import BugError
from proving.fail_fast import Enough
from proving.mutants.drawn import HERE, Mutant
from proving.shops import ROOT

TESTS, QUICK, NOBODY, UNKNOWN, SAME = "tests", "gate", "nobody", "unknown", "equivalent"
EQUIVALENT = HERE / "equivalent.toml"
LIMIT_SECONDS = 900
GREEN, NOT_KNOWN = 0, 3


@dataclass(frozen=True)
class Tried:
    """What came: who killed it (`tests`, `gate`), or `nobody`, `equivalent` (`why` says how), `unknown`."""

    name: str
    place: str
    was: str
    became: str
    killed_by: str
    why: str
    seconds: float


def equivalents(path: Path = EQUIVALENT) -> dict[tuple[str, str, str], str]:
    """The reasons why mutants change nothing that anybody could see, by file, line as it was and as it became."""
    rows = tomllib.loads(path.read_text("utf-8")).get("mutant", []) if path.is_file() else []
    return {(row["file"], row["was"], row["became"]): row["why"] for row in rows}


def try_one(mutant: Mutant, reports: Path, seed: int) -> Tried:
    """Who sees this mutant; the copy and the gate's reports stay in `reports`/<name>."""
    began = time.monotonic()
    killer, why = _judged(mutant, reports, seed)
    place = f"{mutant.file}:{mutant.line}"
    seconds = round(time.monotonic() - began, 1)
    return Tried(mutant.name, place, mutant.was, mutant.became, killer, why, seconds)


def _judged(mutant: Mutant, reports: Path, seed: int) -> tuple[str, str]:
    known = equivalents().get((mutant.file, mutant.was, mutant.became))
    if known:
        return SAME, known
    folder = reports / mutant.name / "tests"
    if not folder.is_dir():
        copies.make(mutant.bug(), folder)
    if failed := fails(folder / "src"):
        return TESTS, failed
    got = gate.run(mutant.bug(), reports, seed, enough=Enough())
    if got.exit_code == GREEN:
        return NOBODY, ""
    if got.exit_code == NOT_KNOWN:
        return UNKNOWN, got.first
    return QUICK, (got.catchers or (got.first,))[0]


def fails(source: Path) -> str:
    """The first test of the shop that fails with this source; empty for none."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-rfE", "-p", "no:randomly", "tests/checkout"]
    env = {**os.environ, "PYTHONPATH": str(source)}
    try:
        got = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"the tests did not end within {LIMIT_SECONDS} s"
    if not got.returncode:
        return ""
    if got.returncode < 0:
        raise BugError(f"tests/checkout: expected pytest to end by itself, got signal {-got.returncode}")
    words = ("FAILED ", "ERROR ")
    told = [line for line in got.stdout.splitlines() if line.startswith(words)]
    return told[0].split(" - ")[0].partition(" ")[2] if told else f"pytest ended with exit status {got.returncode}"
