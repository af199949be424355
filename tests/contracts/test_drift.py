"""The comparison of two contracts: every single change is seen, judged by its direction, and told once."""

import copy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.drift import comparison as drift
from contracts.drift.findings import refuse
from contracts.shared import document
from harness.core.failure import Failure
from harness.core.failure_codes.drift import MEANINGS

HERE = Path(__file__).parent
SHELF: dict[str, Any] = yaml.safe_load((HERE / "shelf.openapi.yaml").read_text("utf-8"))
SINGLE: list[dict[str, Any]] = yaml.safe_load((HERE / "single_changes.yaml").read_text("utf-8"))


def changed(change: dict[str, Any]) -> dict[str, Any]:
    """The shelf with one change made."""
    made = copy.deepcopy(SHELF)
    *steps, last = change["at"]
    holder: Any = made
    for step in steps:
        holder = holder[step]
    if "to" not in change:
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(change["to"])
    else:
        holder[last] = change["to"]
    return made


@pytest.mark.parametrize("change", SINGLE, ids=lambda change: change["name"].replace(" ", "_"))
def test_a_single_change_is_judged_by_what_it_does_to_a_client(change: dict[str, Any]) -> None:
    """The change is found under its code and no other, and breaks clients or does not."""
    found = drift.changes(SHELF, changed(change))
    assert {one.code for one in found} == ({change["code"]} if "code" in change else set())
    assert any(one.breaking for one in found) == change["breaking"]


def test_the_set_of_single_changes_holds_both_kinds_and_most_codes() -> None:
    """A set that only breaks, or only one side of it, would prove little."""
    assert len(SINGLE) >= 18
    assert {change["breaking"] for change in SINGLE} == {True, False}
    unused = MEANINGS.keys() - {change.get("code") for change in SINGLE}
    assert len(unused) <= 10, f"no single change shows {', '.join(sorted(unused))}"


def test_the_other_way_round_a_change_is_seen_too() -> None:
    """Nothing observable is seen in one direction only."""
    for change in SINGLE:
        assert bool(drift.changes(changed(change), SHELF)) == ("code" in change), change["name"]


def test_a_change_says_where_and_what_a_client_notices() -> None:
    """The sentence holds the operation, the place, both values, the code and the effect."""
    made = copy.deepcopy(document.load())
    made["components"]["schemas"]["Quantity"]["maximum"] = 10
    lines = [
        str(change) for change in drift.changes(document.load(), made) if change.operation == "POST /api/cart/items"
    ]
    assert lines == [
        "POST /api/cart/items: request.quantity maximum: was 99, is 10 [request_limit_tightened]: "
        "a client that sends what was within the limit is refused"
    ]


def test_names_that_no_caller_sees_are_free() -> None:
    """A schema, a security scheme and a path's parameter may be called otherwise."""
    made: dict[str, Any] = yaml.safe_load(
        (HERE / "shelf.openapi.yaml")
        .read_text("utf-8")
        .replace("NewBook", "Draft")
        .replace("bearer: []", "token: []")
        .replace("    bearer: {", "    token: {")
        .replace("{id}", "{book}")
        .replace("name: id,", "name: book,")
    )
    assert made != SHELF
    assert drift.changes(SHELF, made) == []


def test_a_schema_inside_itself_is_compared_to_its_end() -> None:
    """A tree of comments ends somewhere, and a change in it is seen."""
    made = copy.deepcopy(SHELF)
    tree = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "below": {"$ref": "#/components/schemas/Tree"}},
    }
    made["components"]["schemas"]["Tree"] = tree
    made["components"]["schemas"]["Book"]["properties"]["talk"] = {"$ref": "#/components/schemas/Tree"}
    after = copy.deepcopy(made)
    after["components"]["schemas"]["Tree"]["properties"]["text"]["type"] = "integer"
    assert {change.code for change in drift.changes(made, after)} == {"response_type_widened"}


def test_one_worker_judges_it_too(tmp_path: Path) -> None:
    """Without other workers the process that runs the cases writes junit.xml as well."""
    options = ["contracts/test_drift.py", "-k", "no_client", "--stack=embedded", "-n", "1", "--no-html"]
    command = [sys.executable, "-m", "harness.cli", "gate", *options, "--reports", str(tmp_path)]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_change_is_a_finding_of_its_own() -> None:
    """One change is one failure, several are a group of failures, none is none."""
    made = changed(SINGLE[0])
    made["paths"]["/books"]["get"]["parameters"][0]["required"] = True
    made["paths"]["/books"]["get"]["parameters"][1]["schema"]["maximum"] = 1
    first, *others = drift.changes(SHELF, made)
    refuse([], let="a", then="b")
    with pytest.raises(ExceptionGroup) as caught:
        refuse([first, *others], let="a", then="b")
    assert len(caught.value.exceptions) == 3
    with pytest.raises(Failure) as single:
        refuse(others[:1], let="a", then="b")
    assert single.value.code.startswith("drift:")
