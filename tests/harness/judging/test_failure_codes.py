"""Every failure code that the source uses is declared once, every declared one is used, and `explain` tells it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import schemathesis.checks
from typer.testing import CliRunner

from contracts.fuzzing import checks as checks  # registers ours
from contracts.fuzzing import fuzz as fuzz  # loads Schemathesis's own
from harness.cli import app
from harness.core.failure import UNKNOWN, Failure
from harness.core.failure_codes.code import SEVERITIES, FailureCode, UnknownCode, find
from harness.core.failure_codes.drift import MEANINGS
from harness.judging import invariants
from harness.judging.failure_codes import codes, families
from harness.tap import rules

ROOT = Path(__file__).resolve().parents[3]
# The argument that has the code, by the name of what is called.
CALLS = {
    "Failure": 0,
    "ConnectionLost": 0,
    "Finding": 0,
    "check": 0,
    "_failure": 0,
    "failed": 1,
    "must_be_taken": 1,
    "Way": 1,
}
CATALOGUE = ROOT / "harness" / "core" / "failure_codes"


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """The code that may raise a failure, without the rows themselves."""
    for folder in ("harness", "scenarios", "contracts"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if CATALOGUE not in path.parents:
                yield path, ast.parse(path.read_text("utf-8"))


def patterns(node: ast.expr | None) -> Iterator[str]:
    """The codes that an argument may be, as regular expressions; none for a name, which is a declaration or a code
    that was looked up before."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(one.value) if isinstance(one, ast.Constant) else ".+" for one in node.values)
    elif isinstance(node, ast.Name) and node.id == "UNKNOWN":
        yield UNKNOWN
    elif isinstance(node, ast.IfExp):
        yield from patterns(node.body)
        yield from patterns(node.orelse)


def is_super_init(node: ast.AST) -> bool:
    """Whether a kind of failure makes itself here, with a code that all of its kind have."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"


def code_of_all(node: ast.AST) -> ast.expr | None:
    """Its code."""
    assert isinstance(node, ast.Call)
    return node.args[0] if node.args else None


@cache
def used() -> dict[str, Path]:
    """The codes in calls that make a failure or a finding, or that are set as `code` for one; and where."""
    found: dict[str, Path] = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (name := ast.unparse(node.func).rpartition(".")[2]) in CALLS:
                named = [word.value for word in node.keywords if word.arg == "code"]
                given = next(iter([*named, *node.args[CALLS[name] :]]), None)
            elif isinstance(node, ast.ClassDef) and "Failure" in map(ast.unparse, node.bases):
                given = next(map(code_of_all, filter(is_super_init, ast.walk(node))), None)
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                given = node.value
            else:
                continue
            found |= dict.fromkeys(patterns(given), path)
    return found


def test_every_code_in_the_source_is_declared() -> None:
    """A code that is written in a call is a row, or is built of one."""
    found = used()
    assert {"not_seen", "webhook_signature_answer", re.escape("drift:") + ".+", "assertion"} <= found.keys()
    missing = {
        f"{path.relative_to(ROOT)}: {pattern}"
        for pattern, path in found.items()
        if not any(
            re.fullmatch(pattern, code) or (code.endswith("*") and pattern.startswith(code[:-1])) for code in codes()
        )
    }
    assert not missing


def test_every_declared_code_is_used() -> None:
    """In a call; or its constant, or the entry of its table, is read in the file that declares it."""
    called = {code for code in codes() for pattern in used() if re.fullmatch(pattern, code)}
    unused = codes().keys() - called - set(read_where_declared()) - {"contract:*"}
    assert not unused
    assert any(pattern.startswith("contract:") for pattern in used())


def read_where_declared() -> Iterator[str]:
    """The codes of invariants and rules whose constant or table is used beside its declaration."""
    for module in (*invariants.all_modules(), *rules.all_modules()):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        for name, value in vars(module).items():
            rows = value.values() if isinstance(value, dict) else (value,)
            yield from (row.code for row in rows if isinstance(row, FailureCode) and name in read)


def test_every_check_of_schemathesis_has_a_code() -> None:
    """Whatever a version of it checks; ours are among them."""
    known = {f"contract_{name}" for name in schemathesis.checks.CHECKS.get_all_names()}
    assert len(known) > 10
    assert known <= codes().keys()


def test_every_kind_of_change_has_a_code() -> None:
    assert {f"drift:{name}" for name in MEANINGS} <= codes().keys()


@pytest.mark.parametrize("code", codes())
def test_a_code_says_what_it_means_and_shows_a_failure(code: str) -> None:
    """The example is a failure with this code, as `str(Failure)` has it."""
    row = codes()[code]
    assert row.severity in SEVERITIES
    assert row.meaning.endswith((".", ")"))
    assert row.what_to_do.endswith((".", ")")) or "https://" in row.what_to_do
    first, *facts = row.example.splitlines()
    written = first[first.rindex("[") + 1 : -1]
    assert written == code or (code.endswith("*") and written.startswith(code[:-1]))
    words = [line.split()[0] for line in facts if re.match(r" {4,6}(Let|Then|However) ", line)]
    assert words == sorted(words, key=("Let", "Then", "However").index)


def test_families_hold_every_code_once() -> None:
    assert sum(map(len, families().values())) == len(codes()) > 100


def test_a_code_that_nobody_declares_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(
        UnknownCode, match=r"expected a failure code, got 'unexpectd_value'\. Hint: did you mean unexpected_value\?"
    ):
        Failure("unexpectd_value", "Wrong")


def test_the_code_gives_the_severity() -> None:
    assert Failure("webhook_signature_accepted", "Forged").severity == "blocker"
    assert Failure("contract_use_after_free", "Still there").severity == "normal"
    assert Failure("invariant_unknown", "Who knows", severity="minor").severity == "minor"
    with pytest.raises(ValueError, match="severity: expected one of blocker"):
        Failure("not_json", "No JSON", severity="awful")


def test_a_suite_may_declare_a_code_of_its_own() -> None:
    """It is used as an object or, from then on, by its name; another one of the same name is refused."""
    words = {"title": "Too slow", "meaning": "It took long.", "what_to_do": "Measure.", "example": "Slow [own_slow]"}
    own = FailureCode(code="own_slow", severity="minor", **words)
    assert Failure(own, "It took 3 s").severity == Failure("own_slow", "It took 3 s").severity == "minor"
    assert str(Failure(own, "It took 3 s")) == "It took 3 s [own_slow]"
    with pytest.raises(ValueError, match="expected one declaration, got a second one that differs"):
        FailureCode(code="own_slow", severity="blocker", **words)
    with pytest.raises(ValueError, match="expected a text, got none for example"):
        FailureCode(code="own_other", severity="minor", **{**words, "example": " "})


def test_a_code_with_a_star_stands_for_those_that_begin_so() -> None:
    assert find("contract:RejectedPositiveData", codes()).code == "contract:*"
    with pytest.raises(UnknownCode):
        find("contract:", codes())


def test_explain_tells_one_code() -> None:
    result = CliRunner().invoke(app, ["explain", "order_without_money"])
    assert result.exit_code == 0
    row = codes()["order_without_money"]
    assert result.output.startswith(f"order_without_money (blocker): {row.title}\n")
    assert row.meaning in result.output
    assert row.what_to_do in result.output
    assert all(line in result.output for line in row.example.splitlines())


def test_explain_lists_every_code_by_family() -> None:
    lines = CliRunner().invoke(app, ["explain"]).output.splitlines()
    assert families().keys() <= set(lines)
    assert {line.split()[0] for line in lines if line.startswith("  ")} == codes().keys()


def test_explain_refuses_a_code_that_there_is_not() -> None:
    result = CliRunner().invoke(app, ["explain", "order_without_mony"])
    assert result.exit_code == 2
    message = "expected a failure code, got 'order_without_mony'. Hint: did you mean order_without_money?\n"
    assert (result.stdout, result.stderr) == ("", message)
