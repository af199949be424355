"""A case that has touched its shop is judged, whatever its outcome; only a body that ran and passed is a pass."""

from pathlib import Path
from typing import Any

import pytest

from harness.core.failure import UNKNOWN
from harness.core.history import History
from harness.judging.verdict import Case
from harness.run import post_run_checks
from harness.shop.shop import Shop
from tests.harness.small_suite import STACK, Started, suite, verdict

pytest_plugins = ["pytester"]
BREAKS = "    shop.history.record('invoke', 'Ada', 'pay')\n    shop.found.append(Failure('oversold', 'Too many'))\n"
TOUCHES = "    shop.history.record('invoke', 'Ada', 'pay')\n"
ENDS = {
    "skip": "    pytest.skip('no reason')",
    "unittest": "    import unittest; raise unittest.SkipTest('no reason')",
    "importorskip": "    pytest.importorskip('nowhere_to_be_found')",
    "xfail": "    pytest.xfail('no reason')",
    "exit": "    pytest.exit('enough', returncode=0)",
    "system exit": "    raise SystemExit(0)",
    "caught": "    try: raise ValueError\n    except BaseException: pass",
    "passes": "    pass",
}
MARKS = {
    "fails": ("@pytest.mark.xfail(strict=False)", "    assert False"),
    "strictly": ("@pytest.mark.xfail(strict=True)", "    assert False"),
    "passes": ("@pytest.mark.xfail(strict=False)", "    pass"),
    "passes strictly": ("@pytest.mark.xfail(strict=True)", "    pass"),
    "raises": ("@pytest.mark.xfail(raises=Failure)", "    pass"),
    "raises another": ("@pytest.mark.xfail(raises=ZeroDivisionError)", "    1 / 0"),
    "skips": ("@pytest.mark.xfail", "    pytest.skip('no reason')"),
}


def run(pytester: pytest.Pytester, body: str, *options: str) -> dict[str, Any]:
    """What a run of this suite leaves as its verdict."""
    suite(pytester, body)
    pytester.runpytest_inprocess("--seed=7", "-p", "no:randomly", *options)
    return verdict(pytester)


def codes(document: dict[str, Any]) -> set[str]:
    """The codes of what went wrong."""
    return {failure["code"] for failure in document["failures"]}


@pytest.mark.parametrize("end", ENDS)
def test_a_violation_is_told_however_the_body_ends(pytester: pytest.Pytester, started: Started, end: str) -> None:
    document = run(pytester, f"def test_a(shop):\n{BREAKS}{ENDS[end]}")
    assert document["verdict"] == "fail"
    assert "oversold" in codes(document)


@pytest.mark.parametrize("workers", [(), ("-n", "1", "-x")])
@pytest.mark.parametrize("mark", MARKS)
def test_an_xfail_accepts_no_violation(
    pytester: pytest.Pytester, started: Started, mark: str, workers: tuple[str, ...]
) -> None:
    decorator, end = MARKS[mark]
    if workers:
        pytest.importorskip("xdist")
    body = f"{decorator}\ndef test_a(stack):\n    raise Failure('oversold', 'Too many')"
    if not workers:
        body = f"{decorator}\ndef test_a(shop):\n{BREAKS}{end}"
    document = run(pytester, body, *workers)
    assert (document["verdict"], document["suites"]["failed"]) == ("fail", 1)
    assert "oversold" in codes(document)


def test_what_a_case_says_itself_is_not_accepted_by_an_xfail_either(
    pytester: pytest.Pytester, started: Started
) -> None:
    document = run(pytester, "@pytest.mark.xfail\ndef test_a(shop): assert 1 == 2, 'charged twice'")
    assert (document["verdict"], codes(document)) == ("fail", {"assertion"})


def test_an_xfail_that_passes_strictly_is_unknown_with_the_reason(pytester: pytest.Pytester, started: Started) -> None:
    document = run(pytester, "@pytest.mark.xfail(strict=True, reason='later')\ndef test_a(shop): pass")
    (failure,) = document["failures"]
    assert (document["verdict"], failure["code"]) == ("unknown", UNKNOWN)
    assert failure["title"] == "The case is marked xfail, and did not fail"


@pytest.mark.parametrize("end", ["skip", "unittest", "xfail"])
def test_a_skip_that_hides_nothing_is_told_with_its_reason(
    pytester: pytest.Pytester, started: Started, end: str
) -> None:
    document = run(pytester, f"def test_a(shop):\n{TOUCHES}{ENDS[end]}\ndef test_b(shop): pass", "-k", "test")
    assert (document["verdict"], document["suites"]["skipped"]) == ("pass", 1)
    assert "no reason" in document["skipped"][0]["reason"]


FIXTURES = {
    "a skip in a fixture": f"@pytest.fixture\ndef paid(shop):\n{BREAKS}    pytest.skip('no reason')",
    "an error in a fixture": f"@pytest.fixture\ndef paid(shop):\n{BREAKS}    raise ValueError('broken')",
    "a skip in a teardown": f"@pytest.fixture\ndef paid(shop):\n    yield\n{BREAKS}    pytest.skip('no reason')",
    "an error in a teardown": f"@pytest.fixture\ndef paid(shop):\n    yield\n{BREAKS}    raise ValueError('broken')",
    "a teardown": f"@pytest.fixture\ndef paid(shop):\n    yield\n{BREAKS}",
}


@pytest.mark.parametrize("where", FIXTURES)
def test_what_a_fixture_does_to_the_shop_is_judged_too(pytester: pytest.Pytester, started: Started, where: str) -> None:
    document = run(pytester, f"{FIXTURES[where]}\ndef test_a(paid, shop): pass")
    assert (document["verdict"], document["suites"]["failed"]) == ("fail", 1)
    assert "oversold" in codes(document)


def test_a_violation_of_the_body_is_told_once(pytester: pytest.Pytester, started: Started) -> None:
    broken = "@pytest.fixture\ndef odd(shop):\n    yield\n    raise ValueError('broken')\n"
    document = run(pytester, f"{broken}def test_a(odd, shop):\n{BREAKS}")
    assert {failure["code"]: failure["count"] for failure in document["failures"]} == {"oversold": 1, UNKNOWN: 1}


def test_a_shop_that_is_asked_for_in_the_body_is_judged(pytester: pytest.Pytester, started: Started) -> None:
    document = run(pytester, f"def test_a(request, stack):\n    shop = request.getfixturevalue('shop')\n{BREAKS}")
    assert (document["verdict"], codes(document)) == ("fail", {"oversold"})


@pytest.mark.parametrize("end", ["assert False", "pytest.skip('no reason')"])
def test_a_subtest_hides_nothing(pytester: pytest.Pytester, started: Started, end: str) -> None:
    body = f"def test_a(shop, subtests):\n{BREAKS}    with subtests.test('one'): {end}"
    document = run(pytester, body)
    assert document["verdict"] == "fail"
    assert "oversold" in codes(document)


@pytest.mark.parametrize("option", ["--setup-only", "--setup-plan"])
def test_a_body_that_never_ran_is_no_pass(pytester: pytest.Pytester, started: Started, option: str) -> None:
    document = run(pytester, "def test_a(shop): assert False\ndef test_b(shop): pass", option, "-k", "test")
    assert (document["verdict"], document["suites"]["passed"], document["suites"]["unknown"]) == ("unknown", 0, 2)
    assert document["failures"][0]["title"] == "The case's body never ran"


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_case_that_another_plugin_kept_from_running_is_no_pass(
    pytester: pytest.Pytester, started: Started, workers: tuple[str, ...]
) -> None:
    pytester.makeconftest(
        "import pytest\n@pytest.hookimpl(tryfirst=True)\ndef pytest_runtest_protocol(item):\n"
        "    return True if item.name == 'test_a' else None"
    )
    document = run(pytester, "def test_a(stack): assert False\ndef test_b(stack): pass", "-k", "test", *workers)
    assert (document["verdict"], document["suites"]["passed"], document["suites"]["unknown"]) == ("unknown", 1, 1)
    assert document["failures"][0]["title"] == "The case was selected and never ran"


@pytest.mark.parametrize("workers", [(), ("-n", "1"), ("-n", "2")])
def test_a_run_that_ends_at_its_first_failure_says_fail_and_exits_1(
    pytester: pytest.Pytester, started: Started, workers: tuple[str, ...]
) -> None:
    broken = "def test_a(stack): raise Failure('oversold', 'Too many')\n"
    suite(pytester, broken + "".join(f"def test_{name}(stack): pass\n" for name in "bcdefghij"))
    assert pytester.runpytest_inprocess("--seed=7", "-p", "no:randomly", "-x", *workers).ret == 1
    document = verdict(pytester)
    assert (document["verdict"], document["exit_code"], codes(document)) == ("fail", 1, {"oversold"})
    assert document["problems"] == []


def test_a_part_in_which_every_case_was_skipped_is_unknown(pytester: pytest.Pytester, started: Started) -> None:
    body = "from harness import NotOffered\ndef test_a(shop): raise NotOffered('refund')\n"
    body += "def test_b(shop): pytest.skip('not today')"
    document = run(pytester, body, "-k", "test")
    assert (document["verdict"], document["exit_code"]) == ("unknown", 3)
    assert document["reasons"] == ["none of the 2 selected cases ran: not offered: refund (1), not today (1)"]


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_selection_that_no_case_matches_is_unknown(
    pytester: pytest.Pytester, started: Started, workers: tuple[str, ...]
) -> None:
    document = run(pytester, "def test_a(shop): pass", "-k", "6603", *workers)
    assert (document["verdict"], document["exit_code"]) == ("unknown", 3)
    assert document["reasons"] == ["no case was selected: nothing was judged. Hint: look at the paths and at -k"]


def test_what_is_judged_after_the_run_does_not_count_as_a_case_that_ran(
    pytester: pytest.Pytester, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post_run_checks, "judge_all", lambda *_: (Case("after::log", "The log", "passed"),))
    document = run(pytester, "def test_a(shop): pytest.skip('not today')", "-k", "test")
    assert (document["verdict"], document["suites"]["passed"]) == ("unknown", 1)


def test_a_violation_that_cannot_be_judged_cannot_be_allowed() -> None:
    shop = Shop(STACK, History(), 7, "a test")
    for code, reason in ((UNKNOWN, "why not"), ("oversold", " "), ("", "why not")):
        with pytest.raises(ValueError, match="allow"):
            shop.allow(code, reason)
    shop.close()


def test_the_page_of_such_a_run_is_written(pytester: pytest.Pytester, started: Started) -> None:
    run(pytester, f"def test_a(shop):\n{BREAKS}    pytest.skip('no reason')", "--alluredir=reports/allure")
    assert "Too many" in Path(pytester.path, "reports", "summary.md").read_text("utf-8")
