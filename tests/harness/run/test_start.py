"""What every process of a run imports before the first case; with four workers each costs four times."""

import subprocess
import sys
from pathlib import Path

import pytest

from harness.run.plugin import COLLECT_AFTER
from tests.harness.small_suite import suite

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[3]
# What a few cases need, or one process alone: 0.1 to 1 s of CPU each.
HEAVY = (
    *("schemathesis", "hypothesis", "jsonschema", "openapi_spec_validator", "requests", "httpx", "stripe", "jinja2"),
    *("playwright", "boto3", "moto", "ministack", "starlette", "uvicorn", "typer", "docker"),
)
LOOK = f"""
import sys, pytest

class Look:
    def pytest_collection_finish(self, session):
        print("imported:", *sorted(set({HEAVY!r}) & sys.modules.keys()), "end")

sys.exit(pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider"], plugins=[Look()]))
"""


def test_collecting_the_suites_imports_nothing_that_few_cases_need() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "imported: end" in done.stdout, done.stdout[-500:]


def test_hypothesis_draws_by_the_seed_where_a_case_uses_it(pytester: pytest.Pytester) -> None:
    suite(pytester, "import hypothesis.core\n\ndef test_seed(): assert hypothesis.core.global_force_seed == 7")
    pytester.runpytest_subprocess("--seed=7", "-p", "no:randomly").assert_outcomes(passed=1)
    pytester.runpytest_subprocess("--seed=8", "--hypothesis-seed=7", "-p", "no:randomly").assert_outcomes(passed=1)


@pytest.mark.parametrize(("processes", "rests"), [("0", False), ("1", True)])
def test_a_worker_s_garbage_collector_rests(pytester: pytest.Pytester, processes: str, rests: bool) -> None:
    """Not that of a process which does more than this run."""
    look = f"assert (gc.get_threshold()[0] == {COLLECT_AFTER[0]}, gc.get_freeze_count() > 0) == ({rests}, {rests})"
    suite(pytester, f"import gc\n\ndef test_gc():\n    {look}")
    pytester.runpytest_subprocess("--seed=7", "-n", processes).assert_outcomes(passed=1)
