"""The files that `init` writes, from templates; a file that is there already is left as it is."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from harness.checkouts.features import ADAPTER, FEATURES
from harness.commands.starting import paying, selling, shopping
from harness.commands.starting.finding import INTENT_PAGE, Found
from harness.commands.starting.shopping import Lines
from harness.config.usual import OWN

TEMPLATES = Path(__file__).with_name("templates")
ADAPTER_FILE = "my_shop.py"
# The files by the template that each is made of.
FILES = {
    OWN: "checkout-harness.toml.jinja",
    ADAPTER_FILE: "my_shop.py.jinja",
    "scenarios/test_mine.py": "test_mine.py.jinja",
    "scenarios/conftest.py": "conftest.py.jinja",
    ".github/workflows/checkout.yml": "checkout.yml.jinja",
}
# What a line of a body may have; it is indented by eight.
LONGEST = 100
MINOR = [
    "def minor(amount):",
    '    """The amounts have decimals: taken for dollars and cents. Write it anew for currencies without cents."""',
    "    return round(float(amount) * 100)",
]


@dataclass(frozen=True)
class Wanted:
    """What is to be written. `source` is where the methods were guessed from, `methods` their bodies by name."""

    name: str
    command: tuple[str, ...]
    health: str
    webhook: str
    style: str = INTENT_PAGE
    port_variable: str = ""
    redirect: str = ""
    source: str = ""
    # The document as a profile names it: a file, or a path of the running checkout.
    contract: str = ""
    node: bool = False
    install: dict[str, str] = field(default_factory=dict)
    methods: dict[str, Lines] = field(default_factory=dict)


def guessed(found: Found) -> dict[str, Lines]:
    """The bodies of the methods that could be guessed, and of the functions that they call, by name."""
    rooms = {"put_on_sale": selling, "catalogue": selling, "product": selling}
    rooms |= dict.fromkeys(("sign_up", "sign_in", "add", "set_quantity", "remove", "cart"), shopping)
    rooms |= dict.fromkeys(("begin", "confirm", "settle", "orders", "order", "refund", "cancel"), paying)
    methods = {name: getattr(room, name)(found) for name, room in rooms.items()}
    if methods["put_on_sale"]:
        methods["catalogue"] = None
    if any("self.seller()" in line for line in methods["put_on_sale"] or ()):
        methods["seller"] = shopping.seller(found)
    kept = {name: lines for name, lines in methods.items() if lines}
    if any("order_of(" in line for lines in kept.values() for line in lines):
        kept["order_of"] = paying.order_of(found.order_row() or {})
    return kept


def write(folder: Path, wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """Write the files that are not there; each with whether it was written. OSError where one cannot be."""
    for name, text in {name: _render(template, wanted) for name, template in FILES.items()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            yield name, False
        else:
            yield name, True


def _render(template: str, wanted: Wanted) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
        autoescape=False,
    )  # fmt: skip
    environment.filters["toml"] = _toml
    facts: dict[str, Any] = {**vars(wanted), "adapter": ADAPTER_FILE, **_code(wanted)}
    facts["install"] = [{"name": name, "run": run} for name, run in wanted.install.items()]
    return environment.get_template(template).render(facts)


def _code(wanted: Wanted) -> dict[str, str]:
    """The adapter's classes as source."""
    shapes = tomllib.loads((TEMPLATES / "shapes.toml").read_text("utf-8"))
    needed = [] if {"put_on_sale", "catalogue"} & set(wanted.methods) else ["catalogue"]
    parts: dict[str, list[str]] = {"shop": [], "shopper": []}
    for feature in FEATURES:
        if feature.name == "pages":
            continue
        lines = wanted.methods.get(feature.name)
        shown = _method(feature.name, shapes[feature.name], lines, wanted.style, keep=feature.name in needed)
        parts["shop" if feature.where == ADAPTER else "shopper"].append(shown)
    begin = _method("begin", shapes["begin"], wanted.methods.get("begin"), wanted.style, keep=True)
    parts["shopper"].insert(_after_cart(), begin)
    if seller := wanted.methods.get("seller"):
        parts["shop"].insert(1, _indented(["def seller(self):", *_body(seller)]))
    code = {name: "\n\n".join(found) for name, found in parts.items()}
    functions = (
        ["\n".join(["def order_of(row):", *_body(wanted.methods["order_of"])])] if "order_of" in wanted.methods else []
    )
    if "minor(" in "".join([*code.values(), *functions]):
        functions.append("\n".join(MINOR))
    goods = "`catalogue`" if "catalogue" in needed else "what is on sale"
    return {**code, "functions": "\n\n\n".join(functions), "code": "".join(code.values()), "goods": goods}


def _after_cart() -> int:
    shopper = [feature.name for feature in FEATURES if feature.where != ADAPTER]
    return shopper.index("cart") + 1


def _method(name: str, shape: dict[str, Any], lines: Lines | None, style: str, *, keep: bool) -> str:
    """A method of four spaces; one that was not guessed and is not needed as a comment of its shape."""
    given = ", ".join(filter(None, ["self", shape["given"]]))
    note = [f"    # {shape['note']}"] if "note" in shape else []
    if lines:
        return _indented([f"def {name}({given}):", *_body(lines)])
    body: str = shape["styles"][style] if "styles" in shape else shape["body"]
    written = [f"def {name}({given}):", *note, *(f"    {line}" for line in body.strip().splitlines())]
    if keep:
        return _indented([written[0], "    # TODO: this is a shape, not your shop", *written[1:]])
    return "\n".join(f"    # {line}" for line in written)


def _body(lines: Lines) -> Lines:
    return [f"    {part}" for line in lines for part in _wrapped(line)]


def _wrapped(line: str) -> Lines:
    """The statement in several lines where it is long: what is in its last brackets is indented, a part to a line."""
    outer = _outer_brackets(line) if len(line) > LONGEST else None
    if outer is None:
        return [line]
    begin, end = outer
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    inner = line[begin + 1 : end]
    parts = [part.strip() for part in _parts(inner)]
    parts = [inner] if len(indent + inner) <= LONGEST or len(parts) == 1 else [f"{part}," for part in parts]
    return [line[: begin + 1], *(indent + part for part in parts), indent[4:] + line[end:]]


def _outer_brackets(line: str) -> tuple[int, int] | None:
    """Where the last pair of brackets that is in no other begins and ends."""
    found, depth, begin = None, 0, 0
    for at, mark in _marks(line):
        if mark in "([{":
            begin, depth = (at, 1) if depth == 0 else (begin, depth + 1)
        elif mark in ")]}":
            depth -= 1
            found = (begin, at) if depth == 0 and at - begin > 1 else found
    return found


def _parts(text: str) -> Lines:
    """What stands between commas that are in no brackets."""
    depth, since, parts = 0, 0, []
    for at, mark in _marks(text):
        depth += (mark in "([{") - (mark in ")]}")
        if mark == "," and depth == 0:
            parts.append(text[since:at])
            since = at + 1
    return [*parts, text[since:]]


def _marks(text: str) -> Iterator[tuple[int, str]]:
    """Each brackets and comma outside of strings, with where it stands."""
    within = ""
    for at, mark in enumerate(text):
        if within:
            within = "" if mark == within else within
        elif mark in "\"'":
            within = mark
        elif mark in "([{)]},":
            yield at, mark


def _indented(lines: Lines) -> str:
    return "\n".join(f"    {line}" for line in lines)


def _toml(value: str | tuple[str, ...]) -> str:
    """A value as TOML: JSON's strings and lists are TOML's, too."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
