"""What an example shop needs to run, installed once into a folder of the project's cache: a virtual environment for a
`requirements.txt`, `node_modules` for a `package.json`. Registries are asked by pip (or uv) and npm."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from filelock import FileLock

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "examples"
PYTHON, NODE = "requirements.txt", "package.json"
BIN = "Scripts" if os.name == "nt" else "bin"
MODULES = "node_modules"
STAMP = "installed"
LIMIT_SECONDS = 600


def installed(shop: Path, cache: Path = CACHE) -> Path:
    """The folder with what this shop needs; made when what it names has changed, by whoever comes first."""
    wanted = next(shop.resolve() / name for name in (PYTHON, NODE) if (shop / name).is_file())
    mark = hashlib.blake2b(wanted.read_bytes() + sys.version.encode(), digest_size=6).hexdigest()
    folder = cache / f"{shop.name}-{mark}"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock", timeout=LIMIT_SECONDS):
        if not (folder / STAMP).is_file():
            shutil.rmtree(folder, ignore_errors=True)
            _install(wanted, folder)
            (folder / STAMP).touch()
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The variables of this process, with the virtual environment of `folder` first, if it is one, as if activated."""
    if (folder / MODULES).is_dir():
        return dict(os.environ)
    return {**os.environ, "PATH": os.pathsep.join([str(folder / BIN), os.environ["PATH"]])}


def link(folder: Path, shop: Path) -> None:
    """Let a copy of a shop find its `node_modules`."""
    if (folder / MODULES).is_dir() and not (shop / MODULES).exists():
        (shop / MODULES).symlink_to(folder / MODULES, target_is_directory=True)


def _install(wanted: Path, folder: Path) -> None:
    if wanted.name == NODE:
        folder.mkdir()
        shutil.copy(wanted, folder)
        npm = shutil.which("npm") or "npm"
        return _run([npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"], folder)
    uv = shutil.which("uv")
    venv.EnvBuilder(with_pip=uv is None, symlinks=os.name != "nt").create(folder)
    python = folder / BIN / "python"
    tool = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    _run([*tool, "--quiet", "-r", str(wanted)], folder)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=LIMIT_SECONDS)
