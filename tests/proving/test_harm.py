"""What a broken copy did, in the gate's words, is kept for the list of bugs."""

from pathlib import Path
from typing import Any

from proving import harm
from proving.bugs import Bug
from proving.gate import GateResult
from proving.judgement import Row

BUG = Bug(edits=(), name="money_lost", codes=("money_without_order",), cases=("test_buy",))


def failed(code: str, nodeid: str, however: str = "there is none") -> dict[str, Any]:
    """A failure of the verdict."""
    found = {"nodeid": nodeid, "case": "A card pays", "code": code, "title": "Money without an order"}
    found |= {"let": ["Ada pay at http://127.0.0.1:31667/pay"], "then": ["there is an order"], "however": [however]}
    return {"code": code, "title": found["title"], "found": [found]}


def row(*failures: dict[str, Any], bug: Bug = BUG) -> Row:
    """A bug of which a gate said this, after it was kept in a record."""
    got = GateResult(1, {"failures": list(failures), "cases": []})
    return Row(bug, GateResult(1, got.short()))


def test_the_lines_are_of_what_the_bugs_file_expects() -> None:
    verdict = row(failed("refused", "test_other"), failed("money_without_order", "test_buy[1]")).got.verdict
    assert harm.harm(BUG, verdict) == [
        "A card pays",
        "  Money without an order [money_without_order]",
        "    Let Ada pay at the checkout/pay",
        "   Then there is an order",
        "However there is none",
    ]


def test_a_long_line_is_cut_and_nothing_is_told_of_a_green_run() -> None:
    lines = harm.harm(BUG, row(failed("money_without_order", "test_buy", "x" * 999)).got.verdict)
    assert len(lines[-1]) <= harm.CHARACTERS + len("However ")
    assert harm.harm(BUG, row().got.verdict) == []


def test_what_is_kept_of_other_bugs_stays_unless_they_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "harm.json"
    path.write_text('{"gone": ["a"], "other": ["b"]}', "utf-8")
    harm.write([row(failed("money_without_order", "test_buy"))], ["money_lost", "other"], path)
    kept = harm.read(path)
    assert sorted(kept) == ["money_lost", "other"]
    assert kept["other"] == ["b"]
    assert kept["money_lost"][0] == "A card pays"
