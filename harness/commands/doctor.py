"""`checkout-harness doctor`: what this machine can and cannot run, each with a hint."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text

from harness.browser import chromium, netlink_filter
from harness.commands import gate, wide_console
from harness.config import profile
from harness.report.allure import html
from harness.stack import external
from harness.stack.base import stripe_backends
from harness.stack.base.environment import Keys
from harness.stack.base.failure import StackFailure
from harness.stack.docker import containers, images
from harness.stack.processes.ports import free_port, listening

NEEDED = ("pytest", "xdist", "requests", "stripe", "allure", "hypothesis", "schemathesis", "jinja2")
EMBEDDED = ("stripe_emulator", "ministack", "uvicorn", "boto3")
USUAL_PORTS = {4566: "LocalStack's edge", 8000: "the checkout's API"}
ANSWER_SECONDS = 10
SET_UP = "run `python3 scripts/setup.py`"


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at; `needed` ones must be good for `gate` to run here."""

    name: str
    good: bool
    got: str
    hint: str = ""
    needed: bool = False


def run(*, profile_path: Path | None, reports: Path, as_json: bool) -> int:
    """Print what was found; 0 when the gate can run here, else 2."""
    signs = examine(profile_path, reports)
    if as_json:
        print(json.dumps([asdict(sign) for sign in signs], indent=2))
    else:
        wide_console().print(table(signs))
    return 2 if any(sign.needed and not sign.good for sign in signs) else 0


def examine(profile_path: Path | None, reports: Path) -> list[Sign]:
    """Everything that matters for running here, the needed first."""
    return [
        _python(),
        _packages("packages of the suites", NEEDED),
        _packages("packages of the embedded stack", EMBEDDED),
        _loopback(),
        _profile(profile_path),
        _reports(reports),
        Sign(
            "processors",
            True,
            f"{os.cpu_count()}",
            f"`gate` runs its cases in {gate.WORKERS} processes; -n changes that",
        ),
        _containers(profile_path),
        _test_mode(),
        _external(),
        *(_port(port, what) for port, what in USUAL_PORTS.items()),
        _chromium(),
        _allure(),
    ]


def table(signs: list[Sign]) -> Table:
    """The findings for people."""
    found = Table(title="What this machine can run", show_lines=False)
    for name in ("", "what", "found", "hint"):
        found.add_column(name, overflow="fold")
    for sign in signs:
        mark = Text("ok", "green") if sign.good else Text("no", "red") if sign.needed else Text("-", "yellow")
        found.add_row(mark, sign.name, sign.got, "" if sign.good and sign.needed else sign.hint)
    return found


def _python() -> Sign:
    good = sys.version_info >= (3, 11)
    return Sign("Python 3.11 or newer", good, sys.version.split()[0], "install a newer Python", needed=True)


def _packages(name: str, modules: tuple[str, ...]) -> Sign:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    return Sign(name, not missing, f"missing: {', '.join(missing)}" if missing else "all there", SET_UP, needed=True)


def _loopback() -> Sign:
    try:
        return Sign("ports on 127.0.0.1", True, f"for example {free_port()}", needed=True)
    except OSError as error:
        return Sign("ports on 127.0.0.1", False, str(error), "allow sockets on the loopback interface", needed=True)


def _profile(path: Path | None) -> Sign:
    try:
        loaded = profile.load(path)
    except profile.ProfileError as error:
        return Sign("profile of the checkout", False, str(error), "mend the profile", needed=True)
    program = loaded.start_command(0)[0]
    good = (
        shutil.which(str((loaded.directory or Path()) / program) if os.path.dirname(program) else program) is not None
    )
    got = f"{loaded.name}: {' '.join(loaded.command)}" if good else f"{loaded.name}: there is no program {program!r}"
    return Sign("profile of the checkout", good, got, "mend [start] command in the profile", needed=True)


def _reports(folder: Path) -> Sign:
    parent = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    good = parent.is_dir() and os.access(parent, os.W_OK)
    return Sign("reports can be written", good, str(folder), "give --reports FOLDER", needed=True)


def _containers(path: Path | None) -> Sign:
    name = "--stack=containers"
    try:
        wanted = profile.load(path)
        names = containers.own_images(wanted, stripe_backends.DEFAULT)
    except (profile.ProfileError, StackFailure) as error:
        return Sign(name, False, "the profile has no [container]", getattr(error, "hint", "mend the profile"))
    had, missing = images.find(*names)
    hint = "not needed: embedded runs without; --stack=auto takes containers where engine and images are there"
    return Sign(name, not missing, missing or f"an engine, and {', '.join(had.values())}", hint)


def _test_mode() -> Sign:
    try:
        _, url = stripe_backends.with_account(Keys.from_seed(0), os.environ)
    except StackFailure as failure:
        hint = f"not needed; --stripe=live-test wants {failure.expected}"
        return Sign("--stripe=live-test", False, f"{failure.got}", hint)
    return Sign("--stripe=live-test", True, f"test keys, for {url}")


def _external() -> Sign:
    try:
        env, found_in = external.settings()
    except StackFailure as failure:
        return Sign("--stack=external", False, failure.got, failure.hint)
    missing = [name for name in external.REQUIRED if not env[name]]
    hint = "not needed; for --stack=external set the variables, or `make compose-up`"
    got = f"not set: {', '.join(missing)}" if missing else f"variables set{found_in and f' ({found_in})'}"
    return Sign("--stack=external", not missing, got, hint)


def _port(port: int, what: str) -> Sign:
    taken = listening(port)
    hint = f"something listens where {what} would with docker compose; every other stack takes free ports"
    return Sign(f"port {port} ({what})", not taken, "taken" if taken else "free", hint if taken else "")


def _chromium() -> Sign:
    hint = "not needed: without, the cases in a browser are not run; with --browser=required the gate is then unknown"
    if reason := chromium.why_not():
        return Sign("Chromium", False, reason, hint)
    if reason := netlink_filter.why_not():
        hint = f"{hint}; {reason}: containers that start or end while it runs can break its requests"
    return Sign("Chromium", True, f"{chromium.program()} ({_version(chromium.program())})", hint)


def _version(program: str) -> str:
    words = [program, "--version"]
    try:
        said = subprocess.run(words, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"tells no version: {error}"
    return said.stdout.strip() or f"tells no version, exit status {said.returncode}"


def _allure() -> Sign:
    name, hint = "Allure's HTML", "not needed; made by `gate`, and of the last run by `checkout-harness report`"
    try:
        return Sign(name, True, f"Node {html.NODE} or newer: {html.node()}", hint)
    except html.NoNode as error:
        return Sign(name, False, str(error), hint)
