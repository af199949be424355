"""Each example is a shop that somebody could have written: small, with exact versions, and judged as it is."""

import ast
import json
import re
from pathlib import Path

import pytest

from proving.bugs import Bug
from proving.installed import NODE, PYTHON
from proving.shops import ROOT, example
from tests.examples.shops import EXAMPLES, NAMES, ready

LONGEST_ADAPTER, LONGEST_README = 60, 40
BUGS_EACH = 5
LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "uv.lock", "poetry.lock")
SAVED = {"save_card", "charge_saved"}
# What each shop does not offer: a new method of an adapter, or a lost one, is seen here.
NOT_OFFERED = {
    "django_hosted": SAVED | {"mails", "pages", "add", "confirm", "payment", "refund"},
    "express_elements": SAVED | {"mails", "add", "confirm", "payment", "order", "cancel"},
    "fastapi_fixed": SAVED | {"put_on_sale", "product", "mails", "pages", "add", "payment", "cancel"},
    "flask_hosted": SAVED | {"mails", "set_quantity", "confirm", "payment", "refund", "cancel"},
    "node_hosted": SAVED
    | {"mails", "pages", "sign_up", "sign_in", "add", "set_quantity", "remove", "cart"}
    | {"confirm", "payment", "orders", "order", "refund", "cancel"},
}
# How many goals the quick part owes, at least.
OWED_BY_QUICK = 5
# How many cases of the quick part judge each shop, at least; more come with new scenarios.
JUDGED = {"django_hosted": 40, "express_elements": 40, "fastapi_fixed": 40, "flask_hosted": 40, "node_hosted": 20}
each = pytest.mark.parametrize("name", NAMES)
each_bug = pytest.mark.parametrize(
    ("name", "bug"), [pytest.param(name, bug, id=bug.name) for name in NAMES for bug in example(EXAMPLES / name).bugs()]
)


def test_there_are_five() -> None:
    assert set(NAMES) == set(NOT_OFFERED) == set(JUDGED)


@each
def test_an_adapter_is_short(name: str) -> None:
    """Its methods, that is: page objects for a browser are beside them and may be left out."""
    text = (EXAMPLES / name / "my_shop.py").read_text("utf-8")
    lines = text.splitlines()
    for node in ast.parse(text).body:
        pages = isinstance(node, ast.ClassDef) and any(
            isinstance(base, ast.Name) and base.id == "Pages" for base in node.bases
        )
        if pages or isinstance(node, ast.Import | ast.ImportFrom):
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
    assert len([line for line in lines if line.strip()]) <= LONGEST_ADAPTER


@each
def test_what_it_needs_has_exact_versions_and_no_lock(name: str) -> None:
    folder = EXAMPLES / name
    if (folder / NODE).is_file():
        wanted = json.loads((folder / NODE).read_text("utf-8"))["dependencies"].values()
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted)
    else:
        wanted = (folder / PYTHON).read_text("utf-8").split()
        assert all(re.fullmatch(r"[a-z-]+(\[[a-z]+\])?==[\d.]+", line) for line in wanted)
    assert not [lock for lock in LOCKS if (folder / lock).exists()]


@each
def test_it_tells_how_it_is_run_and_judged(name: str) -> None:
    text = (EXAMPLES / name / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_README
    for part in (
        f"checkout-harness gate --profile examples/{name}/",
        f"--shop examples/{name}",
        "STRIPE_WEBHOOK_SECRET=",
    ):
        assert part in text
    told = text.partition("**Not offered.**")[2].partition("\n\n")[0]
    assert NOT_OFFERED[name] <= set(re.findall(r"`(\w+)`", told))


@each
def test_five_bugs_are_known_of_it(name: str) -> None:
    assert len(example(EXAMPLES / name).bugs()) >= BUGS_EACH


@each_bug
def test_a_bug_applies_to_the_shop_as_it_is_now(name: str, bug: Bug, tmp_path: Path) -> None:
    from proving import copies

    package = copies.make(bug, tmp_path, example(EXAMPLES / name)).parent
    for path in package.rglob("*.py"):
        compile(path.read_text("utf-8"), str(path), "exec")
    assert all((ROOT / word.partition("::")[0]).exists() for word in bug.run if "/" in word)


@each
@pytest.mark.slow
def test_its_adapter_works(name: str, tmp_path: Path) -> None:
    done = ready(name, tmp_path / "copy").run(tmp_path / "reports", "try")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert set(re.findall(r"not offered: (\w+),", done.stdout)) == NOT_OFFERED[name]


@each
@pytest.mark.slow
def test_the_quick_gate_finds_nothing(name: str, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    done = ready(name, tmp_path / "copy").run(reports, "gate", "--quick", "--no-html", "--browser=off")
    verdict = json.loads((reports / "verdict.json").read_text("utf-8"))
    assert verdict["reasons"] == [], done.stdout[-3000:]
    assert done.returncode == 0
    owed = {goal: told for goal, told in verdict["goals"].items() if told["owed"]}
    assert len(owed) >= OWED_BY_QUICK
    assert {goal for goal, told in owed.items() if told["not_offered"]} == set()
    judged = [case for case in verdict["cases"] if case["outcome"] == "passed"]
    assert len(judged) >= JUDGED[name]
