"""What an adapter may have, what a checkout may do differently, and which cases need which of an adapter's methods."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.checkouts import adapter as adapters
from harness.checkouts import facts as facts_module
from harness.checkouts.facts import Facts
from harness.checkouts.features import ADAPTER, FEATURES
from harness.commands.starting.writing import TEMPLATES
from harness.judging.invariants import all_invariants
from scripts.reference.markdown import block, code, table

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT / "scenarios"
IN_A_BROWSER = SUITE / "browser"
# What each function calls: methods, and functions.
Calls = dict[str, tuple[set[str], set[str]]]
ADAPTER_HEAD = """# The adapter's methods

An adapter tells the suites how your shop is used: a class for the shop, a class for one of its shoppers. How to begin:
[your own checkout](../tutorial/own-checkout.md). `begin` must be there, and one of `put_on_sale` and `catalogue`; each
other method is a feature, and what is left out is reported as not offered.

A method speaks through `self.http`: `get`, `post`, `put`, `patch`, `delete`, with `json` or `form=` for the body, and
`headers=`. It keeps the cookies of its person, and sends `self.http.headers` along. An answer of 400 or more raises
`Refused`, no answer raises `Lost`: let both pass. `self.shop` is the adapter of a shopper; `self.setting` of an adapter
has the checkout's `url` and its environment `variables`. Amounts are integers in minor units, currencies as Stripe
writes them (`usd`).

The shapes below are what `checkout-harness init` writes; routes and fields are your shop's own.
"""
VALUES = """## What they answer

| value | fields |
| --- | --- |
"""
FACTS_HEAD = """# Facts of a checkout

What a checkout may do differently without being wrong. A fact is a line below `[facts]` in the profile; without it the
default holds. None of them relaxes what must be true of money: a fact says which of two right ways is this shop's.
"""
FEATURES_HEAD = """# What is judged with which method

Counted in the source of the suite `scenarios/`: the functions that call the method, by themselves or through
`scenarios/steps.py`. A function may be many cases (one a card), and some look at a method only where it is offered.
`catalogue` stands in for `put_on_sale` where the case does not choose a price or a stock.
"""
SNAPSHOTS = {"stock": "product", "orders": "orders", "cart": "cart", "stripe_intent": "", "payments": ""}
HELPERS = {"orders": "orders"}
# What the words of a scenario ask the adapter for, where they have other names than its methods.
CALLS = {
    "scarce": ("put_on_sale",),
    "stock": ("product",),
    "product": (),
    "look_at": ("payment",),
    "buy": ("add", "settle"),
    **dict.fromkeys(("pay", "retry", "finish"), ("settle",)),
    "shopper": ("sign_up",),
}
NOTED = {"told": "settle", "begun": "begin", "wanted": "", "product": ""}


def adapter_page() -> str:
    """The page of the methods."""
    shapes = tomllib.loads((TEMPLATES / "shapes.toml").read_text("utf-8"))
    promises = {one.name: (one.promise, one.where) for one in FEATURES}
    promises["begin"] = ("everything", "shopper")
    parts = [ADAPTER_HEAD]
    for heading, where in (("A shopper's", "shopper"), ("The shop's", ADAPTER)):
        parts.append(f"## {heading}")
        for name, shape in shapes.items():
            if promises[name][1] == where:
                parts += [f"### {name}", *_method(name, shape, promises[name][0])]
    pages = next(one for one in FEATURES if one.name == "pages")
    parts += [
        "### pages",
        f"A class of page objects, for the cases in a browser. Without it nothing is judged of: {pages.promise}.",
    ]
    parts += ["## As types", block(_signatures()), VALUES + "\n".join(_values())]
    return "\n\n".join(parts)


def facts_page() -> str:
    """The page of the facts."""
    comments = _comments(inspect.getsource(facts_module))
    rows = [(code(one.name), code(_toml(one.default)), comments[one.name]) for one in dataclasses.fields(Facts)]
    return "\n\n".join([FACTS_HEAD, table(("fact", "default", "what it says"), rows)])


def features_page() -> str:
    """The page of the features: a row each, with the functions of the suite and the invariants that use it."""
    used, judged = _used(), _judged()
    rows = []
    for one in (one for one in FEATURES if one.name != "catalogue"):
        found = used.get(one.name, {})
        files = ", ".join(f"{code(file)} ({count})" for file, count in sorted(found.items()))
        rows.append((code(one.name), one.promise, str(sum(found.values())), files, ", ".join(judged.get(one.name, []))))
    head = (
        "method",
        "what cannot be judged without it",
        "scenario functions",
        "in",
        "invariants that see more with it",
    )
    return "\n\n".join([FEATURES_HEAD, table(head, rows)])


def _method(name: str, shape: dict[str, Any], promise: str) -> Iterator[str]:
    note = shape.get("note", "")
    if note:
        yield f"{note[:1].upper()}{note[1:]}."
    yield f"Without it nothing is judged of: {promise}." if name != "begin" else "It must be there."
    given = ", ".join(filter(None, ["self", shape["given"]]))
    bodies: dict[str, str] = shape.get("styles", {"": shape.get("body", "")})
    for style, body in bodies.items():
        if style:
            yield f"How it is paid: `{style}` ([more](../styles/{style.replace('_', '-')}.md))."
        lines = [f"def {name}({given}):", *(f"    {line}" for line in body.strip().splitlines())]
        yield block("\n".join(lines), "python")


def _signatures() -> str:
    text = inspect.cleandoc(adapters.__doc__ or "")
    return "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))


def _values() -> Iterator[str]:
    from harness.checkouts import Cart, Line, Mail, Order, Payment, Product

    for kind in (Product, Line, Cart, Payment, Order, Mail):
        told = ", ".join(f"{one.name}: {one.type}".replace("|", "or") for one in dataclasses.fields(kind))
        meaning = " ".join((inspect.getdoc(kind) or "").split())
        yield f"| `{kind.__name__}` | `{told}`. {meaning} |"


def _comments(source: str) -> dict[str, str]:
    """What stands above each field, by its name."""
    found: dict[str, str] = {}
    above: list[str] = []
    for line in map(str.strip, source.splitlines()):
        if line.startswith("#"):
            above.append(line.lstrip("# "))
            continue
        if (name := re.match(r"(\w+): ", line)) and above:
            found[name[1]] = " ".join(above)
        above = []
    return found


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(list(value)).replace("'", '"') if isinstance(value, tuple) else f'"{value}"'


def _used() -> dict[str, dict[str, int]]:
    """The functions of the suite that use each method, counted by file."""
    functions, direct = suite()
    used: dict[str, dict[str, int]] = {}
    for name, file in functions.items():
        if name.startswith("test_"):
            methods = reached(name, direct)[0] | ({"pages"} if file.parent == IN_A_BROWSER else set())
            for method in methods & {one.name for one in FEATURES}:
                counted = used.setdefault(method, {})
                counted[file.stem] = counted.get(file.stem, 0) + 1
    return used


def suite() -> tuple[dict[str, Path], Calls]:
    """The functions of the suite, each with its file and with what it calls."""
    functions: dict[str, tuple[Path, ast.FunctionDef]] = {}
    for path in sorted(SUITE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                functions[node.name] = (path, node)
    return (
        {name: path for name, (path, _) in functions.items()},
        {name: _calls(node) for name, (_, node) in functions.items()},
    )


def _calls(node: ast.FunctionDef) -> tuple[set[str], set[str]]:
    """The methods and the functions that a function calls; what has a price or a stock of its choice is put on sale."""
    methods: set[str] = set()
    functions: set[str] = set()
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        if isinstance(call.func, ast.Name):
            functions.add(call.func.id)
        elif isinstance(call.func, ast.Attribute):
            name = call.func.attr
            chosen = {one.arg for one in call.keywords} & {"price", "stock"}
            methods |= {"put_on_sale"} if chosen and name == "product" else set(CALLS.get(name, (name,)))
    return methods, functions


def reached(name: str, direct: Calls) -> tuple[set[str], set[str]]:
    """The methods and the functions that a function calls by itself or through others."""
    methods: set[str] = set()
    seen, left = {name}, [name]
    while left:
        called, functions = direct.get(left.pop(), (set(), set()))
        methods |= called
        left += functions - seen
        seen |= functions
    return methods, seen


def _judged() -> dict[str, list[str]]:
    """The invariants that read what each method tells, by the snapshots and notes that they name."""
    found: dict[str, list[str]] = {}
    for one in all_invariants():
        module = inspect.getmodule(one.judge)
        source = inspect.getsource(module) if module is not None else ""
        names = [SNAPSHOTS.get(name, "") for name in re.findall(r'snapshots\(history, "(\w+)"\)', source)]
        names += [NOTED.get(name, "") for name in re.findall(r'facts\(history, "(\w+)"\)', source)]
        names += [method for helper, method in HELPERS.items() if re.search(rf"\b{helper}\(history\)", source)]
        for name in filter(None, dict.fromkeys(names)):
            found.setdefault(name, []).append(f"[{one.name}](invariants.md#{one.name.replace('_', '-')})")
    return found
