"""Draws mutants; runs in the virtual environment of cosmic-ray, as a script, and imports nothing of this project.

Standard input has `{"sources": {file: text}, "seed": ..., "sample": ...}`, standard output gets a list of mutants.
"""

import ast
import json
import random
import sys
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

plugins: Any = import_module("cosmic_ray.plugins")
trees: Any = import_module("cosmic_ray.ast")
mutating: Any = import_module("cosmic_ray.mutating")


def main() -> None:
    """Of each place of the sources, in a drawn order, the first mutant in a drawn order that changes what runs."""
    asked = json.load(sys.stdin)
    sources: dict[str, str] = asked["sources"]
    chance = random.Random(asked["seed"])
    operators = {name: plugins.get_operator(name) for name in sorted(plugins.operator_names())}
    operators = {name: made() for name, made in operators.items() if not made.arguments()}
    places = _places(sources, operators)
    order = sorted(places)
    chance.shuffle(order)
    made = (_first(place, places[place], sources[place[0]], operators, chance) for place in order)
    json.dump(list(islice((mutant for mutant in made if mutant), asked["sample"])), sys.stdout)


def _places(sources: dict[str, str], operators: dict[str, Any]) -> dict[tuple[str, int, int], list[tuple[str, int]]]:
    """The operators, with their occurrence in the file, that can be applied at each place."""
    found: dict[tuple[str, int, int], list[tuple[str, int]]] = {}
    for file, text in sources.items():
        nodes = list(trees.ast_nodes(trees.get_ast(text)))
        for name, operator in operators.items():
            positions = (position for node in nodes for position in operator.mutation_positions(node))
            for occurrence, ((line, column), _) in enumerate(positions):
                found.setdefault((file, line, column), []).append((name, occurrence))
    return found


def _first(
    place: tuple[str, int, int], there: list[tuple[str, int]], text: str, operators: dict[str, Any], chance: Any
) -> dict[str, Any] | None:
    file, line, _ = place
    chance.shuffle(there)
    for name, occurrence in there:
        changed = mutating.mutate_code(text, operators[name], occurrence)
        if changed is None or _running(changed) in (None, _running(text)):
            continue
        lines = zip(text.splitlines(), changed.splitlines(), strict=False)
        was, became = next(((one.strip(), other.strip()) for one, other in lines if one != other), ("", ""))
        name = f"{Path(file).stem}_{line}_{name.rpartition('/')[2].lower()}_{occurrence}"
        return {"name": name, "file": file, "line": line, "was": was, "became": became, "source": changed}
    return None


def _running(source: str) -> str | None:
    """What of it runs, as text: annotations apart; None for what does not compile."""
    try:
        compile(source, "mutant", "exec")
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, (ast.arg, ast.AnnAssign)):
            node.annotation = ast.Constant(None)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
    return ast.dump(tree)


if __name__ == "__main__":
    main()
