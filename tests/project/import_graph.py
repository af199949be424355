"""Which module of the project imports which, read from the sources: imports in functions and for types count, too."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / "services"
PACKAGES = {
    "harness": ROOT / "harness",
    "scenarios": ROOT / "scenarios",
    "contracts": ROOT / "contracts",
    "proving": ROOT / "proving",
    "bench": ROOT / "bench",
    "scripts": ROOT / "scripts",
    **{name: SERVICES / name / "src" / name for name in ("stripe_emulator", "checkout", "localstack_loader")},
}
# A package's root may hold one assembly, which puts the rooms together, beside what the rooms share.
ASSEMBLY = ("app", "__main__", "cli")

Graph = dict[str, set[str]]


@cache
def module_files() -> dict[str, Path]:
    """Every module of the project, by its dotted name."""
    found = {}
    for package, folder in PACKAGES.items():
        for path in sorted(folder.rglob("*.py")):
            parts = (package, *path.relative_to(folder).with_suffix("").parts)
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def module_graph() -> Graph:
    """The modules of the project that each module imports."""
    files = module_files()
    return {name: set(_imported(name, path, files)) - {name} for name, path in files.items()}


def folder_graph(modules: Graph) -> Graph:
    """The folders that each folder imports; an assembly at a package's root counts as a folder of its own."""
    graph: Graph = {}
    for module, imported in modules.items():
        graph.setdefault(folder_of(module), set()).update({folder_of(name) for name in imported} - {folder_of(module)})
    return graph


def folder_of(module: str) -> str:
    """The dotted folder that a module stands in."""
    path = module_files()[module]
    parts = module.split(".")
    if path.name == "__init__.py" or (len(parts) == 2 and parts[1] in ASSEMBLY):
        return module
    return ".".join(parts[:-1])


def circles(graph: Graph) -> list[list[str]]:
    """The strongly connected components of more than one node (Tarjan), each sorted."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for following in graph.get(node, ()):
            if following not in index:
                visit(following)
                low[node] = min(low[node], low[following])
            elif following in stack:
                low[node] = min(low[node], index[following])
        if low[node] == index[node]:
            component = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(component) > 1:
                found.append(sorted(component))

    for node in graph:
        if node not in index:
            visit(node)
    return found


def _imported(name: str, path: Path, files: dict[str, Path]) -> Iterator[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                if full in files or base in files:
                    yield full if full in files else base
