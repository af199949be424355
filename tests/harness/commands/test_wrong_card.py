"""A row of `cards.json` that does not fit ends every command with one sentence and exit code 2."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import cli
from harness.commands import child
from harness.core import cards
from stripe_emulator.cards import catalogue as rows
from tests.harness.small_suite import suite

pytest_plugins = ["pytester"]

SENTENCE = "cards.json, card 1 (4242424242424243): expected the check digit 2 (Luhn), got 3. Hint: 4242424242424242 "
# Changes the file's first card as it is read.
BREAKS = """
from stripe_emulator.cards import catalogue as rows

read = rows.json_table

def with_a_wrong_digit(package, name):
    data = read(package, name)
    first, *others = data["cards"]
    return {**data, "cards": [{**first, "number": "4242424242424243"}, *others]}

rows.json_table = with_a_wrong_digit
"""


@pytest.fixture
def wrong_card(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The first card has a wrong check digit while the test runs."""
    monkeypatch.setattr(rows, "json_table", rows.json_table)  # BREAKS sets it; this puts it back
    caches: tuple[Any, ...] = (rows.catalogue, cards.catalogue)
    for cached in caches:
        cached.cache_clear()
    exec(BREAKS, {})
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize("words", [["cards"], ["cards", "--json"], ["gate", "--quick", "--stack=embedded"]])
def test_a_command_says_the_one_sentence(
    words: list[str],
    wrong_card: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(child, "run", lambda *_: pytest.fail("expected no pytest, got one that was started"))
    reports = [f"--reports={tmp_path}"] if "gate" in words else []
    monkeypatch.setattr(sys, "argv", ["checkout-harness", *words, *reports])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.err.startswith(f"checkout-harness {words[0]}: {SENTENCE}")
    assert len(printed.err.splitlines()) == 1
    assert printed.out == ""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_pytest_says_the_one_sentence(pytester: pytest.Pytester, workers: list[str]) -> None:
    suite(pytester, "def test_it(stack): pass")
    pytester.makepyfile(broken_card=BREAKS)
    ended = pytester.runpytest_subprocess("-p", "broken_card", *workers)
    assert ended.ret == 2
    printed = [*ended.outlines, *ended.errlines]
    assert len([line for line in printed if SENTENCE in line]) == 1
    assert not [line for line in printed if "INTERNALERROR" in line or "Traceback" in line]


def test_a_run_of_other_tests_is_left_alone(pytester: pytest.Pytester) -> None:
    suite(pytester, "def test_it(stack): pass")
    pytester.makepyfile(broken_card=BREAKS, test_other="def test_other(): pass")
    ended = pytester.runpytest_subprocess("-p", "broken_card", "test_other.py")
    assert ended.ret == 0
