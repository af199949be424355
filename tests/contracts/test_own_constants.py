"""What a seed draws does not depend on which modules of the harness happen to be imported."""

import importlib
from pathlib import Path

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from contracts.fuzzing import own_constants

WORDS = [f"word-{number}" for number in range(800)]  # Hypothesis leaves out a file with very many


def drawn() -> list[str]:
    """The texts that one seed draws."""
    texts: list[str] = []

    @seed(5)
    @settings(max_examples=1000, database=None, phases=[Phase.generate], deadline=None)
    @given(st.text())
    def keep(text: str) -> None:
        texts.append(text)

    keep()
    return texts


@pytest.fixture
def import_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A local module full of words has been imported since the first draw, as a lazy import of the harness would be."""
    with own_constants.ignored():
        before = drawn()
    name = f"words_of_{tmp_path.name}"  # each test's own: an earlier test's file is gone, and its module still imported
    (tmp_path / f"{name}.py").write_text(f"WORDS = {WORDS}\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module(name)
    return repr(before)


def test_an_import_changes_nothing_that_is_drawn(import_words: str) -> None:
    with own_constants.ignored():
        assert repr(drawn()) == import_words


def test_hypothesis_would_draw_from_the_imported_module(import_words: str) -> None:
    """Otherwise the comparison above would compare nothing; and the block leaves Hypothesis as it was."""
    assert set(WORDS) & set(drawn())
