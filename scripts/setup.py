"""Set the project up in `.venv` and run one of its commands; standard library only.

    python3 scripts/setup.py            set up, or do nothing when nothing changed
    python3 scripts/setup.py gate ...   set up, then `checkout-harness gate ...`
    python3 scripts/setup.py up ...     set up, then `checkout-harness up ...`
    python3 scripts/setup.py check      set up, then lint, format, types and import rules (or those that are named)
    python3 scripts/setup.py test ...   set up, then the same and the project's own tests

The same line works in PowerShell (`py scripts/setup.py gate`). Its exit code is the command's.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "checkout-harness.stamp"
PACKAGES = (".", "services/stripe_emulator", "services/checkout", "services/localstack_loader")
INPUTS = ("requirements.txt", *(f"{package}/pyproject.toml" for package in PACKAGES))
# What `check` runs, by name; `test` runs the same and then the tests.
CHECKS = {
    "lint": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "mypy"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo"),
}
TESTS = ("-m", "pytest", "tests", "-n", "2")


def main(argv: list[str]) -> int:
    """Set up, then run the command that `argv` names."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this very line tells people with an older one)
        return complain(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]} at {sys.executable}")
    try:
        set_up()
    except subprocess.CalledProcessError as error:
        hint = " (Debian: apt-get install python3-venv)" if "ensurepip" in error.cmd else ""
        return complain(f"setting up failed, exit {error.returncode}{hint}: {' '.join(map(str, error.cmd))}")
    command, rest = (argv[0], argv[1:]) if argv else ("", [])
    if command == "check":
        if unknown := [name for name in rest if name not in CHECKS]:
            return complain(f"expected some of {', '.join(CHECKS)}, got {', '.join(unknown)}")
        return run_parts("check", {name: CHECKS[name] for name in rest or CHECKS})
    if command == "test":
        return run_parts("test", {**CHECKS, "tests": (*TESTS, *rest)})
    if command:
        return become([str(PYTHON), "-m", "harness.cli", command, *rest])
    return 0


def set_up() -> None:
    """Make `.venv` hold exactly what `requirements.txt` says; do nothing when it already does."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == wanted:
        return
    print(f"setting up {VENV.name} ({'uv' if shutil.which('uv') else 'pip'}) ...", flush=True)
    if not PYTHON.exists():
        needs_pip = shutil.which("uv") is None
        venv.EnvBuilder(with_pip=needs_pip, clear=VENV.exists(), symlinks=os.name != "nt").create(VENV)
    install("--require-hashes", "-r", str(ROOT / "requirements.txt"))
    local = [part for package in PACKAGES for part in ("-e", str(ROOT / package))]
    install("--no-deps", "--no-build-isolation", *local)
    STAMP.write_text(wanted, "utf-8")


def install(*arguments: str, python: Path = PYTHON) -> None:
    """Install into the environment of this Python, with uv where it is, else with pip."""
    uv = shutil.which("uv")
    pip = [str(PYTHON), "-m", "pip", "--python", str(python), "install", "--quiet"]
    tool = [uv, "pip", "install", "--quiet", "--python", str(python)] if uv else pip
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "UV_LINK_MODE": "copy"}
    subprocess.run([*tool, *arguments], check=True, cwd=ROOT, env={**os.environ, **quiet})


def fingerprint() -> str:
    """What the environment depends on: the interpreter, the place and the files that name packages."""
    digest = hashlib.sha256(f"{sys.version}|{ROOT}".encode())
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def run_parts(command: str, parts: dict[str, tuple[str, ...]]) -> int:
    """Run every part, whatever the others said; then name those that failed."""
    failed = []
    for name, arguments in parts.items():
        print(f"--- {name}", flush=True)
        if run([str(PYTHON), *arguments]) != 0:
            failed.append(name)
    print(
        f"make {command}: {'FAILED: ' + ', '.join(failed) if failed else ', '.join(parts) + ': all passed'}", flush=True
    )
    return 1 if failed else 0


def become(command: list[str]) -> int:
    """Go on as this command, so that signals reach it; Windows cannot, and waits for it."""
    if os.name == "nt":
        return run(command)
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(command[0], command, environment())


def environment() -> dict[str, str]:
    """This process's variables with the environment's tools first on PATH.

    What Python compiles is kept, whatever this machine says of other projects: a gate starts eight processes of it.
    """
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**variables, "PATH": path, "VIRTUAL_ENV": str(VENV)}


def run(command: list[str]) -> int:
    """Run a command here; Ctrl-C reaches it too, and it ends by itself."""
    with subprocess.Popen(command, cwd=ROOT, env=environment()) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def complain(message: str) -> int:
    """Print one line and return the exit code of "could not run"."""
    print(f"setup: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
