"""Runs of a small suite with Allure results, as the gate leaves them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.harness.small_suite import suite

REPORTS = "reports"
TITLED = """
import allure
@allure.title("A {kind} card of {amount} is told")
@allure.story("Cards")
@pytest.mark.parametrize(%s)
def test_card(shop, kind, amount): assert (kind, amount) != ("stolen_card", 2)
"""
AS_FIRST = TITLED % "('kind', 'amount'), [('lost_card', 1), ('stolen_card', 2), ('good', 3)]"
RE_ORDERED = TITLED % "('amount', 'kind'), [(3, 'good'), (2, 'stolen_card'), (1, 'lost_card')]"


def run(pytester: pytest.Pytester, body: str, *options: str, file: str = "test_it.py") -> Path:
    """Run the suite in that one file; the folder of its reports, with the results of this run only."""
    reports = Path(pytester.path, REPORTS)
    shutil.rmtree(reports / "allure-results", ignore_errors=True)
    shutil.rmtree(Path(pytester.path, "scenarios"), ignore_errors=True)
    suite(pytester, body)
    Path(pytester.path, "scenarios", "test_it.py").rename(Path(pytester.path, "scenarios", file))
    pytester.runpytest_inprocess(f"--alluredir={REPORTS}/allure-results", f"--reports={REPORTS}", *options)
    return reports


def results(reports: Path) -> dict[str, dict[str, Any]]:
    """The results of the run by name."""
    found = [json.loads(path.read_text("utf-8")) for path in (reports / "allure-results").glob("*-result.json")]
    return {result["name"]: result for result in found}


def labels(result: dict[str, Any]) -> dict[str, str]:
    """The labels of a result."""
    return {label["name"]: label["value"] for label in result["labels"]}
