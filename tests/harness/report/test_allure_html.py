"""The page that `make report` makes: one file, no request to anybody, the trend of runs, and what when it cannot be."""

import hashlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from harness.commands import report
from harness.report.allure import html
from harness.report.allure import page as allure_page
from tests.harness.report import runs
from tests.harness.small_suite import Started

pytest_plugins = ["pytester"]


@pytest.fixture
def page_of_three_runs(pytester: pytest.Pytester, started: Started, allure: None) -> Path:
    """The page after three runs; the tests moved to another file and their parameters were re-ordered between them."""
    reports = runs.run(pytester, runs.AS_FIRST)
    html.render(reports)
    runs.run(pytester, runs.RE_ORDERED, file="test_elsewhere.py")
    html.render(reports)
    runs.run(pytester, runs.AS_FIRST, file="test_third.py")
    return html.render(reports)


def test_it_opens_from_a_disk_and_asks_nobody(page_of_three_runs: Path, browser: Browser) -> None:
    page = browser.new_page()
    urls: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(page_of_three_runs.as_uri())
    expect(page.get_by_text("Will this checkout charge people correctly?").first).to_be_visible()
    outside = [url for url in urls if not url.startswith(("data:", "blob:")) and url != page_of_three_runs.as_uri()]
    assert outside == []
    assert errors == []
    page.close()


def test_the_page_holds_no_analytics(page_of_three_runs: Path) -> None:
    text = page_of_three_runs.read_text("utf-8")
    assert not allure_page.TRACES.search(text)


def test_the_trend_has_every_run_and_moved_tests_keep_their_history(page_of_three_runs: Path, browser: Browser) -> None:
    points = html.points(page_of_three_runs.parents[1] / html.HISTORY)
    assert len(points) == 3
    assert {frozenset(point["testResults"]) for point in points} == {frozenset(points[0]["testResults"])}
    assert len(points[0]["testResults"]) == 3
    page = browser.new_page()
    page.goto(f"{page_of_three_runs.as_uri()}#charts")
    expect(page.get_by_text("Trend").first).to_be_visible()
    page.goto(page_of_three_runs.as_uri())
    page.reload()
    failed = page.get_by_text("A stolen card card of 2 is told").first
    expect(failed).to_be_visible()
    failed.click()
    expect(page.get_by_test_id("test-result-tab-history")).to_contain_text("2")
    page.close()


def test_the_same_run_rendered_twice_is_one_point(pytester: pytest.Pytester, started: Started, allure: None) -> None:
    reports = runs.run(pytester, runs.AS_FIRST)
    html.render(reports)
    html.render(reports)
    assert len(html.points(reports / html.HISTORY)) == 1


def test_the_history_is_bounded_and_outlives_a_torn_line(
    pytester: pytest.Pytester, started: Started, allure: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "RUNS_KEPT", 2)
    reports = Path(pytester.path, runs.REPORTS)
    reports.mkdir()
    (reports / html.HISTORY).write_text('{"torn": ', "utf-8")
    for _ in range(3):
        runs.run(pytester, runs.AS_FIRST)
        html.render(reports)
    assert len((reports / html.HISTORY).read_text("utf-8").splitlines()) == 2


def test_the_categories_are_the_kinds_of_defects(page_of_three_runs: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(page_of_three_runs.as_uri())
    page.get_by_text("Categories", exact=False).first.click()
    expect(page.get_by_text("Product defect").first).to_be_visible()
    page.close()


def test_without_node_there_is_a_hint_and_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    results = tmp_path / html.RESULTS
    results.mkdir()
    (results / "1-result.json").write_text("{}", "utf-8")
    assert report.run(reports=tmp_path) == 2
    report.after_gate(tmp_path)
    first, second = capsys.readouterr().err.splitlines()
    assert first == second == f"Allure HTML not made: no Node 20+ ({html.HINT})"


def test_an_old_node_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.19.0\n", "utf-8")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(html.NoNode, match=r"only v18\.19\.0"):
        html.installed()


def test_no_npm_matters_only_before_the_first_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v20.1.0\n", "utf-8")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(html, "CACHE", tmp_path)
    with pytest.raises(html.NoNode, match="no npm"):
        html.node()
    digest = hashlib.sha256((html.HERE / "package-lock.json").read_bytes()).hexdigest()
    (tmp_path / digest[:16]).mkdir()
    assert html.node() == str(node)


def test_without_results_there_is_nothing_to_render(tmp_path: Path) -> None:
    with pytest.raises(html.CannotRender, match="got none"):
        html.render(tmp_path)


def test_the_lock_names_a_hash_for_every_package_and_no_host() -> None:
    packages = json.loads((html.HERE / "package-lock.json").read_text("utf-8"))["packages"]
    assert all("resolved" not in row for row in packages.values())
    assert [name for name, row in packages.items() if name and "integrity" not in row] == []
