"""`junit.xml`: pytest's own cases, and those that pytest does not know."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from harness.report import junit

PYTEST_WROTE = '<testsuites><testsuite name="pytest" tests="1"><testcase name="a" /></testsuite></testsuites>'
FOUND = {"nodeid": "after::log", "title": "A card number in the log", "however": ["it holds 4242…4242", "\x00"]}
CASES = [{"nodeid": "scenarios/test_a.py::a"}, {"nodeid": "after::log"}, {"nodeid": "after::tables"}]


def document(exit_code: int, **more: Any) -> dict[str, Any]:
    """A verdict's document, in short."""
    failures = [{"found": [FOUND, {**FOUND, "nodeid": "scenarios/test_a.py::a"}]}]
    return {"exit_code": exit_code, "reasons": ["interrupted"], "cases": CASES, "failures": failures, **more}


def test_cases_after_the_run_join_those_of_pytest(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(PYTEST_WROTE, "utf-8")
    junit.complete(path, document(1))
    pytest_suite, own = ElementTree.parse(path).getroot()
    assert len(pytest_suite) == 1
    assert [case.attrib["name"] for case in own] == ["after::log", "after::tables", junit.JUDGED]
    (failure,) = own.findall("*/failure")
    assert failure.attrib["message"] == "A card number in the log: it holds 4242…4242; ?"
    assert (own.attrib["tests"], own.attrib["failures"], own.attrib["errors"]) == ("3", "1", "0")


def test_a_run_that_was_cut_short_is_not_green(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    for before in (PYTEST_WROTE, PYTEST_WROTE[:40]):
        path.write_text(before, "utf-8")
        junit.complete(path, document(2, cases=[]))
        (error,) = ElementTree.parse(path).getroot().findall(".//error")
        assert error.attrib["message"] == "interrupted"
