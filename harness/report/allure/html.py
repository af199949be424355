"""Allure's own report as one HTML file that opens from a disk, by the pinned npm package; nothing global, no network.

The package is installed once into `.cache/allure` from `allure/package-lock.json` (every file by its hash, no host).
Its `generate` drops files where it stands, so it runs in a folder of its own; its quality gate is never asked.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from harness.core import places
from harness.report.allure import defects
from harness.report.allure import page as allure_page
from harness.report.allure.files import CASE, DEFECT

NAME = "allure-report"
HISTORY = "history.jsonl"
RESULTS = "allure-results"
RUNS_KEPT = 20
LABELS_KEPT = ("epic", "feature", "story", "severity", "owner", "channel")
NODE = 20
HERE = Path(__file__).parent
CACHE = places.CACHE / "allure"
HINT = "install: Node 20 or newer with npm, https://nodejs.org (Debian 13: apt-get install nodejs npm)"
NPM = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=0",
    "--fetch-timeout=20000",
)
SECONDS = 300
SHOWN_ERROR = 600
HIDDEN = (CASE, "host", "thread", "package", "framework", "language", "parentSuite", "suite")
CHARTS: list[dict[str, Any]] = [
    {"type": "currentStatus", "title": "This run"},
    {"type": "statusDynamics", "title": "Trend", "limit": RUNS_KEPT},
    {"type": "statusTransitions", "title": "What changed", "limit": RUNS_KEPT},
    {"type": "durationDynamics", "title": "Time taken", "limit": RUNS_KEPT},
    {
        "type": "stabilityDistribution",
        "title": "Stability by feature",
        "groupBy": "feature",
        "threshold": 90,
        "skipStatuses": ["skipped", "unknown"],
    },
    {"type": "testResultSeverities", "title": "Severity"},
    {"type": "durations", "title": "How long cases take", "groupBy": "none"},
]


class CannotRender(Exception):
    """The report cannot be made: why, and what to try."""


class NoNode(CannotRender):
    """There is no Node that could make it."""


def render(reports: Path) -> Path:
    """Make `allure-report/index.html` of `allure-results` and add the run to the history; the page's path."""
    results = reports / RESULTS
    if not any(results.glob("*-result.json")):
        raise CannotRender(f"expected Allure results in {results}, got none. Hint: checkout-harness gate")
    allure = installed()
    with tempfile.TemporaryDirectory(prefix="allure-") as folder:
        work = Path(folder)
        run = _run_id(results)
        _copy_history(reports / HISTORY, work / HISTORY, run)
        (work / "allurerc.json").write_text(json.dumps(config(_kinds(results)), indent=2), "utf-8")
        _call(allure, "generate", "--config", "allurerc.json", str(results.resolve()), cwd=work)
        page = _finished(_page(work))
        _keep_history(work / HISTORY, reports / HISTORY, run)
    target = reports / NAME / "index.html"
    shutil.rmtree(reports / NAME, ignore_errors=True)
    target.parent.mkdir(parents=True)
    target.write_text(page, encoding="utf-8")
    return target


def installed() -> list[str]:
    """The command that is the pinned Allure, installed once; CannotRender with a hint where that cannot be."""
    program, folder = node(), _folder()
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as part:
            whole = shutil.copytree(HERE, Path(part, "whole"))
            _call([shutil.which("npm") or "npm"], *NPM, cwd=whole)
            _put(whole, folder)
    return [program, str(folder / "node_modules" / "allure" / "cli.js")]


def config(kinds: list[str]) -> dict[str, Any]:
    """What Allure is told: one page, its tree, its charts, and a category for each kind of defect that was met."""
    rules = [{"name": kind, "matchers": [{"labels": {DEFECT: f"^{re.escape(kind)}$"}}]} for kind in kinds]
    flaky = {"name": defects.FLAKY, "matchers": [{"flaky": True}]}
    awesome = {
        "singleFile": True,
        "reportLanguage": "en",
        "groupBy": ["epic", "feature", "story"],
        "charts": CHARTS,
        "sections": ["charts", "timeline"],
    }
    return {
        "name": "checkout-harness",
        "output": "out",
        "historyPath": HISTORY,
        "historyLimit": RUNS_KEPT,
        "appendHistory": True,
        "hideLabels": list(HIDDEN),
        "categories": [flaky, *rules],
        "plugins": {"awesome": {"options": awesome}},
    }


def node() -> str:
    """Where a Node is that can make the report; NoNode without one, or without the npm that the first report needs."""
    found = shutil.which("node")
    if found is None:
        raise NoNode(f"no Node {NODE}+ ({HINT})")
    output = subprocess.run(
        [found, "--version"], capture_output=True, text=True, check=False, timeout=30
    ).stdout.strip()
    version = re.match(r"v(\d+)\.", output)
    if version is None or int(version[1]) < NODE:
        raise NoNode(f"no Node {NODE}+, only {output or 'one that does not start'} ({HINT})")
    if not _folder().is_dir() and shutil.which("npm") is None:
        raise NoNode(f"no npm on PATH ({HINT})")
    return found


def _folder() -> Path:
    """Where the pinned Allure is once it is installed."""
    return CACHE / hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]


def _call(command: list[str], *arguments: str, cwd: Path) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "DO_NOT_TRACK": "1"}
    try:
        ended = subprocess.run(
            [*command, *arguments],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise CannotRender(f"{' '.join(arguments[:1])} took longer than {SECONDS} s") from None
    if ended.returncode:
        output = (ended.stderr + ended.stdout).strip()[-SHOWN_ERROR:]
        name = f"{Path(command[-1]).name} {arguments[0]}"
        raise CannotRender(f"{name} ended with {ended.returncode}: {output}")


def _page(work: Path) -> Path:
    pages = list((work / "out").rglob("index.html"))
    if len(pages) != 1:
        raise CannotRender(f"expected one page of Allure, got {len(pages)}. Hint: look at the version in {HERE}")
    return pages[0]


def _finished(path: Path) -> str:
    try:
        return allure_page.finished(path.read_text("utf-8"))
    except allure_page.PageChanged as error:
        raise CannotRender(str(error)) from None


def _kinds(results: Path) -> list[str]:
    """The kinds of defects that the results name, in the order in which they matter."""
    found = set()
    for path in results.glob("*-result.json"):
        text = path.read_text("utf-8")
        if f'"{DEFECT}"' in text:
            found |= {label["value"] for label in json.loads(text).get("labels", ()) if label["name"] == DEFECT}
    order = {kind: place for place, kind in enumerate(defects.ORDER)}
    return sorted(found, key=lambda kind: (order.get(kind.partition(" until ")[0], len(order)), kind))


def _run_id(results: Path) -> str:
    """The same for the same results: a run that is rendered twice is one point of the trend."""
    names = sorted(path.name for path in results.glob("*-result.json"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def _copy_history(source: Path, target: Path, run: str) -> None:
    """The earlier runs; what is no line of a history (a cache may be torn) is left out."""
    target.write_text("".join(f"{json.dumps(point)}\n" for point in points(source) if point.get("run") != run), "utf-8")


def points(path: Path) -> list[dict[str, Any]]:
    """The runs in a history file, oldest first; none without one."""
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else ():
        try:
            point = json.loads(line)
        except ValueError:
            continue
        if isinstance(point, dict) and "testResults" in point:
            found.append(point)
    return found


def _keep_history(source: Path, target: Path, run: str) -> None:
    """Keep the last runs, without what no chart needs of them, in one step."""
    recent = points(source)[-RUNS_KEPT:]
    if recent:
        recent[-1]["run"] = run
    for point in recent:
        for result in point["testResults"].values():
            result["labels"] = [label for label in result.get("labels", ()) if label.get("name") in LABELS_KEPT]
            result.pop("trace", None)
    draft = target.with_suffix(".partial")
    draft.write_text("".join(f"{json.dumps(point, ensure_ascii=False)}\n" for point in recent), "utf-8")
    draft.replace(target)


def _put(whole: Path, folder: Path) -> None:
    """Put what was installed in its place, unless another process was faster."""
    try:
        whole.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
