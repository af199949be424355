"""A promise that is not kept is told and ends in exit code 1; a part that is measured leaves the others' figures."""

from __future__ import annotations

from pathlib import Path
from subprocess import CalledProcessError

import pytest

from bench import __main__
from bench.emulator.servers import ServerError
from bench.figures import results
from bench.figures.figure import Figure, table

FAST = Figure("start", "0.20 s", "imports: 0.10 s", 0.2, 0.6, unit="s")
SLOW = Figure("start", "0.70 s", "imports: 0.10 s", 0.7, 0.6, unit="s")
FEW = Figure("faster", "1 ms", "stock: 90 ms", 90.0, 100.0, at_least=True)


def unable() -> list[Figure]:
    """A part whose server cannot be had."""
    raise ServerError("no package index")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The results of these tests."""
    file = tmp_path / "RESULTS.md"
    monkeypatch.setattr(__main__.results, "RESULTS", file)
    return file


def run(monkeypatch: pytest.MonkeyPatch, *parts: list[Figure]) -> int:
    """The exit code of measuring these parts."""
    made = {f"part {index}": (f"Part {index}", lambda part=part: part) for index, part in enumerate(parts)}
    monkeypatch.setattr(__main__, "PARTS", made)
    return __main__.main([])


@pytest.mark.parametrize(
    ("value", "at_least", "holds"),
    [
        (3.0, False, True),
        (3.01, False, False),
        (3.0, True, True),
        (2.99, True, False),
    ],
)
def test_a_promise_is_kept_at_its_limit(value: float, at_least: bool, holds: bool) -> None:
    """At most three, at least three."""
    assert Figure("x", "", "", value, 3.0, at_least=at_least).holds is holds


def test_the_table_says_what_is_not_kept() -> None:
    """In its last column."""
    assert [line.split(" | ")[-1] for line in table([FAST, SLOW, FEW])[2:]] == ["yes |", "**no** |", "**no** |"]


def test_exit_codes(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """0 when all promises are kept; 1 when one is not, in whichever part, and the others are measured all the same."""
    assert run(monkeypatch, [FAST], [FAST]) == 0
    assert run(monkeypatch, [SLOW, FEW], [FAST]) == 1
    text = capsys.readouterr().err
    assert "NOT KEPT: start: promised at most 0.6 s, got 0.70 s" in text
    assert "NOT KEPT: faster: promised at least 100 times, got 90.00 times" in text
    assert file.read_text("utf-8").count("## Part") == 2


def test_what_cannot_be_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """2, with the reason."""
    monkeypatch.setattr(__main__, "PARTS", {"x": ("X", unable)})
    assert __main__.main([]) == 2
    assert "no package index" in capsys.readouterr().err


def test_a_gate_that_did_not_pass_is_no_figure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """2, and which command it was."""

    def failed() -> list[Figure]:
        raise CalledProcessError(1, "gate in checkout-harness")

    monkeypatch.setattr(__main__, "PARTS", {"x": ("X", failed)})
    assert __main__.main([]) == 2
    assert "gate in checkout-harness" in capsys.readouterr().err


def test_one_part_leaves_the_other(file: Path) -> None:
    """Only its own section is replaced."""
    results.keep("One", [FAST])
    results.keep("Two", [SLOW])
    results.keep("One", [FEW])
    text = file.read_text("utf-8")
    assert text.startswith("# Figures\n")
    assert (text.count("## One"), text.count("## Two")) == (1, 1)
    assert text.index("| faster |") < text.index("## Two") < text.index("| start |")
    assert "0.20 s" not in text
