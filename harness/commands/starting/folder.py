"""What a project's folder tells: how the shop is started, with which SDK of Stripe's, and what a CI installs."""

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ENTRANCES = ("main.py", "app.py", "server.py", "shop.py", "wsgi.py", "asgi.py", "api.py")
SOURCES = (".py", ".js", ".mjs", ".cjs", ".ts")
SKIPPED = {"node_modules", ".venv", "venv", ".git", "dist", "build", "__pycache__"}
# What pip installs of a project, by the file that it has.
INSTALLED = {"requirements.txt": "-r requirements.txt", "pyproject.toml": "."}
MOST_FILES, MOST_BYTES = 400, 200_000
HOOK = re.compile(r"""["'`](/[\w/.-]*(?:webhook|hook)s?(?:/[\w.-]+)*)/?["'`]""")
HEALTH = re.compile(r"""["'`](/(?:[\w/-]*/)?(?:health|healthz|healthcheck|ping|readyz|livez))/?["'`]""")


@dataclass(frozen=True)
class Project:
    """What was found: empty where nothing was. `install` are the steps of a CI, name to command."""

    name: str
    command: tuple[str, ...] = ()
    port_variable: str = ""
    redirect: str = ""
    webhook: str = ""
    health: str = ""
    node: bool = False
    install: dict[str, str] = field(default_factory=dict)


def look(folder: Path) -> Project:
    """What the folder tells; a file that cannot be read tells nothing."""
    texts = dict(_sources(folder))
    package = _json(folder / "package.json")
    node = (folder / "package.json").is_file()
    command, variable = _node(folder, package) if node else _python(folder, texts)
    return Project(
        name=re.sub(r"[^\w.-]+", "-", folder.resolve().name) or "shop",
        command=command,
        port_variable=variable,
        redirect=_sdk(folder, package),
        webhook=_first(HOOK, texts),
        health=_first(HEALTH, texts),
        node=node,
        install=_install(folder, package),
    )


def _node(folder: Path, package: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """Node is started without npm where its script is a plain one: npm would stand between it and its signals."""
    start = str(package.get("scripts", {}).get("start", ""))
    if re.fullmatch(r"node [\w./-]+", start):
        return tuple(start.split()), "PORT"
    if start:
        return ("npm", "run", "--silent", "start"), "PORT"
    main = str(package.get("main") or next((one for one in ("server.js", "index.js") if (folder / one).is_file()), ""))
    return (("node", main) if main else ()), "PORT"


def _python(folder: Path, texts: dict[str, str]) -> tuple[tuple[str, ...], str]:
    python = _interpreter(folder)
    at = ("--host", "127.0.0.1", "--port", "{port}")
    if "manage.py" in texts:
        return (python, "manage.py", "runserver", "--noreload", "127.0.0.1:{port}"), ""
    for name in ENTRANCES:
        text, module = texts.get(name, ""), name.removesuffix(".py")
        if found := re.search(r"^(\w+)\s*=\s*(?:FastAPI|Starlette)\(", text, re.M):
            return (python, "-m", "uvicorn", f"{module}:{found[1]}", *at), ""
        if re.search(r"^\w+\s*=\s*Flask\(", text, re.M):
            return (python, "-m", "flask", "--app", module, "run", *at), ""
    return (), "PORT"


def _interpreter(folder: Path) -> str:
    """The project's own interpreter; the one of this run where that is the same, or there is none."""
    for name in (".venv", "venv"):
        if (folder / name / "bin" / "python").is_file() and Path(sys.prefix).resolve() != (folder / name).resolve():
            return f"{name}/bin/python"
    return "{python}"


def _sdk(folder: Path, package: dict[str, Any]) -> str:
    if "stripe" in {**package.get("dependencies", {}), **package.get("devDependencies", {})}:
        return "node"
    return "python" if any(re.match(r"stripe\b", one, re.I) for one in _requirements(folder)) else ""


def _requirements(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("requirements*.txt")):
        yield from (line.strip() for line in _text(path).splitlines())
    try:
        project = tomllib.loads(_text(folder / "pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return
    yield from project.get("project", {}).get("dependencies", [])
    yield from project.get("tool", {}).get("poetry", {}).get("dependencies", {})


def _install(folder: Path, package: dict[str, Any]) -> dict[str, str]:
    if package:
        return {"Install the shop": "npm ci" if (folder / "package-lock.json").is_file() else "npm install"}
    what = next((what for name, what in INSTALLED.items() if (folder / name).is_file()), "")
    python = _interpreter(folder).replace("{python}", "python")
    own = {"An environment of the shop's own": f"python -m venv {python.partition('/')[0]}"} if "/" in python else {}
    return {**own, "Install the shop": f"{python} -m pip install {what}"} if what else own


def _sources(folder: Path) -> Iterator[tuple[str, str]]:
    """The names and texts of the project's sources, a bounded number of them."""
    left = MOST_FILES
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in SKIPPED and not one.startswith("."))
        for name in sorted(files):
            path = Path(at, name)
            if path.suffix in SOURCES and left:
                left -= 1
                yield path.relative_to(folder).as_posix(), _text(path)


def _first(what: re.Pattern[str], texts: dict[str, str]) -> str:
    found = (what.search(text) for name, text in texts.items() if "test" not in name)
    return next((one[1] for one in found if one), "")


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(MOST_BYTES)
    except (OSError, UnicodeDecodeError):
        return ""
