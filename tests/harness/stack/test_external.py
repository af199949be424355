"""The external stack: what the environment says, and what the project's `.env` says where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.stack import choose, dotenv, external
from harness.stack.base.failure import StackFailure

NAMES = (*external.REQUIRED, *external.OPTIONAL)
LIVE = "sk_" + "live_1234"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `.env` that is read; the environment says nothing."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(external, "DOTENV", tmp_path / ".env")
    return tmp_path / ".env"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1\nB = two words \n", {"A": "1", "B": "two words"}),
        ("# A=1\n\n  # and more\nexport A=1\n", {"A": "1"}),
        ("A=1 # one\nB=a#b\nC=\n", {"A": "1", "B": "a#b", "C": ""}),
        ("A='x # ${B}' # said\nB=\"y # z\"\n", {"A": "x # ${B}", "B": "y # z"}),
        ("A=1\nB=${A}${A}\nC=${OUTSIDE}\nD=$A ${NONE}.\n", {"A": "1", "B": "11", "C": "out", "D": "$A ."}),
        ("A=1\nA=2\nB=http://x/?a=b\r\n", {"A": "2", "B": "http://x/?a=b"}),
    ],
)
def test_lines_are_read_as_shells_and_compose_read_them(tmp_path: Path, text: str, values: dict[str, str]) -> None:
    (tmp_path / ".env").write_bytes(text.encode())
    assert dotenv.read(tmp_path / ".env", {"OUTSIDE": "out"}) == values


def test_the_environment_comes_before_the_lines_above(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=1\nURL=http://x:${PORT}\n", "utf-8")
    assert dotenv.read(tmp_path / ".env", {"PORT": "2"})["URL"] == "http://x:2"


def test_there_may_be_no_file(tmp_path: Path) -> None:
    assert dotenv.read(tmp_path / ".env", {}) == {}


@pytest.mark.parametrize("line", ["A", "1A=2", "A B=3", "=x", "B='x", 'B="x', "B='x' y", "export"])
def test_a_line_that_is_none_is_told_with_its_number(file: Path, line: str) -> None:
    file.write_text(f"A=1\n{line}\n", "utf-8")
    with pytest.raises(StackFailure, match=r"\.env:2: expected NAME=value"):
        external.settings()


def test_such_a_line_is_told_below_empty_ones_and_without_its_secret(file: Path) -> None:
    file.write_text("A=1\n\n# said\n\nB C=sk_test_51H0123456789abcdef\n", "utf-8")
    with pytest.raises(StackFailure, match=r"\.env:5: expected NAME=value.* got 'B C=sk_test_.*Hint: ") as caught:
        external.settings()
    assert "0123456789abcdef" not in str(caught.value)


def test_the_file_says_what_the_environment_does_not(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is told which names came from there."""
    file.write_text("".join(f"{name}=http://file/\n" for name in NAMES), "utf-8")
    for name in NAMES[1:]:
        monkeypatch.setenv(name, "http://shell/")
    env, source = external.settings()
    assert source == "from .env: CHECKOUT_URL"
    assert env == {name: "http://shell" if name != "CHECKOUT_URL" else "http://file" for name in NAMES}


def test_nothing_is_told_of_a_file_that_was_not_needed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("CHECKOUT_URL=http://file\n", "utf-8")
    monkeypatch.setenv("CHECKOUT_URL", "http://shell")
    assert external.settings()[1] == ""
    assert choose("external") == ("external", "asked for by --stack=external")


def test_the_header_tells_what_the_file_said(file: Path) -> None:
    file.write_text("CHECKOUT_URL=http://file\nADMIN_EMAIL=a@b.example\nOTHER=1\n", "utf-8")
    assert choose("external")[1] == "asked for by --stack=external; from .env: CHECKOUT_URL, ADMIN_EMAIL"


def test_a_live_key_in_the_file_is_refused(file: Path) -> None:
    """Before anything is asked."""
    lines = [f"{name}=http://127.0.0.1:9" for name in external.REQUIRED if name != "STRIPE_API_KEY"]
    file.write_text("\n".join([*lines, f"STRIPE_API_KEY={LIVE}"]), "utf-8")
    from harness.config import profile

    with pytest.raises(StackFailure, match="a live key in STRIPE_API_KEY"):
        external.start(profile.load(), why="asked for")
