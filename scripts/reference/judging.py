"""What judges a run: invariants, goals, and the rules on what is sent to Stripe."""

from __future__ import annotations

import inspect
import re
import sys

from harness.judging.goals import ROWS
from harness.judging.invariants import all_invariants
from harness.tap import rules
from scripts.reference.failure_codes import linked
from scripts.reference.markdown import cited, code, codes, docstring, link, table

INVARIANTS = """# Invariants

What must hold after every case, whatever the case was about. Each is judged over the case's history and over
snapshots of Stripe, of the orders and of the stock, taken when the case has ended.
How to add one: [your own invariant](../how-to/invariant.md).
"""
GOALS_HEAD = """# Goals

A run must have met each of these at least once ("sometimes assertions") where the part of the suites that was asked
for owes it (`gate --quick`: quick; `gate`: whole; `gate --deep`: deep; each owes what the ones before it owe). One that
did not is *unknown*, because it did not look where checkouts break. The others are counted and told. A goal of which
not one case is offered by the checkout is told as not offered, and is no doubt. A selection (`-k`, a file, a folder)
owes none; a merge of shards is judged over all of them. Most goals are read from what each case recorded
(`harness/judging/goals/met.py`).
"""
RULES = """# Rules on requests to Stripe

A proxy (the tap) records what the checkout sends to Stripe during the contract suite. These rules judge it, each by
what Stripe documents. A rule is a file of that name in `harness/tap/rules/`.
"""
CODE = re.compile(r"[`\"](stripe_[a-z_]+)[`\"]")


def invariants() -> str:
    """The page of the invariants."""
    parts = [INVARIANTS]
    for one in all_invariants():
        module = inspect.getmodule(one.judge)
        _, more = docstring(module) if module is not None else ("", "")
        where = f"`harness/judging/invariants/{one.name}.py`"
        parts += [
            f"## {one.name}",
            f"{one.sentence}.",
            more,
            linked(inspect.getdoc(one.judge) or ""),
            f"Source: {where}",
        ]
    return "\n\n".join(part for part in parts if part)


def goals() -> str:
    """The page of the goals."""
    return "\n\n".join(
        [
            GOALS_HEAD,
            table(("goal", "met when", "owed by"), ((code(one.name), one.means, one.part or "none") for one in ROWS)),
        ]
    )


def tap_rules() -> str:
    """The page of the rules."""
    parts = [RULES]
    for judge in rules.all_rules():
        module = sys.modules[judge.__module__]
        sentence, more = docstring(module)
        raised = dict.fromkeys(CODE.findall(inspect.getsource(module)))
        parts += [f"## {module.__name__.rpartition('.')[2]}", cited(sentence), cited(more)]
        parts += [linked(f"Failure codes: {codes(raised)}.") if raised else "", _source(module)]
    return "\n\n".join(part for part in parts if part)


def _source(module: object) -> str:
    url = getattr(module, "SOURCE", "")
    return f"Documented: {link(url)}" if isinstance(url, str) and url.startswith("https://") and "{" not in url else ""
