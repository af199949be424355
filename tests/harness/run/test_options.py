"""The options live beside those of other plugins; a name that one of them has is left to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = "def test_one(pytestconfig): assert pytestconfig.option.browser == ['firefox']\n"
OTHER = "def pytest_addoption(parser): parser.addoption('{option}', action='append', default=[])\n"
INI = "[pytest]\nmarkers =\n    card(number): x\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one case and one test of another plugin's option."""
    (tmp_path / "pytest.ini").write_text(INI, "utf-8")
    (tmp_path / "test_other.py").write_text(SUITE, "utf-8")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "test_own.py").write_text("def test_one(): assert False\n", "utf-8")
    return tmp_path


def installed(project: Path, plugin: str, option: str) -> str:
    """A plugin of this name with this option, where PYTHONPATH finds it; its folder."""
    folder = project / "installed"
    (folder / f"{plugin}-1.dist-info").mkdir(parents=True)
    (folder / f"{plugin}-1.dist-info" / "METADATA").write_text(f"Name: {plugin}\nVersion: 1\n", "utf-8")
    (folder / f"{plugin}-1.dist-info" / "entry_points.txt").write_text(f"[pytest11]\n{plugin} = other\n", "utf-8")
    (folder / "other.py").write_text(OTHER.format(option=option), "utf-8")
    return str(folder)


def ran(project: Path, found: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Pytest in the project, with what is found there installed."""
    env = {**os.environ, "PYTHONPATH": found}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words, "-p", "harness.run.plugin"]
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False)


def again(project: Path) -> str:
    """How the verdict says that its one case is run again."""
    (case,) = json.loads((project / "reports" / "verdict.json").read_text("utf-8"))["cases"]
    return str(case["rerun"])


def test_another_plugin_s_browser_is_its_own(project: Path) -> None:
    done = ran(project, installed(project, "playwright", "--browser"), "test_other.py", "--browser=firefox")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_ours_has_a_longer_name_then(project: Path) -> None:
    found = installed(project, "playwright", "--browser")
    done = ran(project, found, "scenarios", "--stack=embedded", "--checkout-browser=off", "--profile=nowhere.toml")
    assert "nowhere.toml" in done.stdout + done.stderr
    assert "--checkout-browser=off" in again(project)
    assert "--profile=nowhere.toml" in again(project)


@pytest.mark.parametrize(("plugin", "option"), [("profiling", "--profile"), ("seleniumbase", "--browser")])
def test_each_known_owner_keeps_its_name(project: Path, plugin: str, option: str) -> None:
    done = ran(project, installed(project, plugin, option), "test_other.py", "--collect-only")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_where_the_other_is_switched_off_ours_is_the_short_one(project: Path) -> None:
    words = ("-p", "no:playwright", "test_other.py", "--browser=firefox")
    done = ran(project, installed(project, "playwright", "--browser"), *words)
    assert "invalid choice: 'firefox'" in done.stderr
