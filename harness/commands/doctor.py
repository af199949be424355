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
from harness.config.checkout import places
from harness.report.allure import html
from harness.stack import embedded, external
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
class Check:
    """One thing that was looked at; `needed` ones must be good for `gate` to run here."""

    name: str
    good: bool
    got: str
    hint: str = ""
    needed: bool = False


def run(*, profile_path: Path | None, reports: Path, as_json: bool) -> int:
    """Print what was found; 0 when the gate can run here, else 2."""
    checks = examine(profile_path, reports)
    if as_json:
        print(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        wide_console().print(table(checks))
    return 2 if any(check.needed and not check.good for check in checks) else 0


def examine(profile_path: Path | None, reports: Path) -> list[Check]:
    """Everything that matters for running here, the needed first."""
    return [
        _python(),
        _packages("packages of the suites", NEEDED),
        _packages("packages of the embedded stack", EMBEDDED),
        _loopback(),
        _profile(profile_path),
        _reports(reports),
        Check(
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


def table(checks: list[Check]) -> Table:
    """The findings for people."""
    found = Table(title="What this machine can run", show_lines=False)
    for name in ("", "what", "found", "hint"):
        found.add_column(name, overflow="fold")
    for check in checks:
        mark = Text("ok", "green") if check.good else Text("no", "red") if check.needed else Text("-", "yellow")
        found.add_row(mark, check.name, check.got, "" if check.good and check.needed else check.hint)
    return found


def _python() -> Check:
    good = sys.version_info >= (3, 11)
    return Check("Python 3.11 or newer", good, sys.version.split()[0], "install a newer Python", needed=True)


def _packages(name: str, modules: tuple[str, ...]) -> Check:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    return Check(name, not missing, f"missing: {', '.join(missing)}" if missing else "installed", SET_UP, needed=True)


def _loopback() -> Check:
    try:
        return Check("ports on 127.0.0.1", True, f"for example {free_port()}", needed=True)
    except OSError as error:
        return Check("ports on 127.0.0.1", False, str(error), "allow sockets on the loopback interface", needed=True)


def _profile(path: Path | None) -> Check:
    try:
        loaded = profile.load(path)
    except profile.ProfileError as error:
        return Check("profile of the checkout", False, str(error), "correct the profile", needed=True)
    if profile.reference_is_missing(loaded):
        got = "no profile, and the package `checkout` (the reference shop) is not installed"
        return Check("profile of the checkout", False, got, embedded.NEEDS_PROFILE, needed=True)
    program = loaded.start_command(places(0, ""))[0]
    good = (
        shutil.which(str((loaded.directory or Path()) / program) if os.path.dirname(program) else program) is not None
    )
    got = f"{loaded.name}: {' '.join(loaded.command)}" if good else f"{loaded.name}: there is no program {program!r}"
    return Check("profile of the checkout", good, got, "correct [start] command in the profile", needed=True)


def _reports(folder: Path) -> Check:
    parent = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    good = parent.is_dir() and os.access(parent, os.W_OK)
    return Check(
        "reports can be written", good, str(folder), "choose another folder with --reports FOLDER", needed=True
    )


def _containers(path: Path | None) -> Check:
    name = "--stack=containers"
    try:
        wanted = profile.load(path)
        names = containers.own_images(wanted, stripe_backends.DEFAULT)
    except (profile.ProfileError, StackFailure) as error:
        return Check(name, False, "the profile has no [container]", getattr(error, "hint", "correct the profile"))
    had, missing = images.find(*names)
    hint = (
        "optional: the embedded stack needs no Docker; --stack=auto uses containers where an engine and the images are"
    )
    return Check(name, not missing, missing or f"an engine, and {', '.join(had.values())}", hint)


def _test_mode() -> Check:
    try:
        _, url = stripe_backends.with_account(Keys.from_seed(0), os.environ)
    except StackFailure as failure:
        hint = f"optional; --stripe=live-test needs {failure.expected}"
        return Check("--stripe=live-test", False, f"{failure.got}", hint)
    return Check("--stripe=live-test", True, f"test keys, for {url}")


def _external() -> Check:
    try:
        env, found_in = external.settings()
    except StackFailure as failure:
        return Check("--stack=external", False, failure.got, failure.hint)
    missing = [name for name in external.REQUIRED if not env[name]]
    hint = "optional; for --stack=external set the variables, or run `make compose-up`"
    got = f"not set: {', '.join(missing)}" if missing else f"variables set{found_in and f' ({found_in})'}"
    return Check("--stack=external", not missing, got, hint)


def _port(port: int, what: str) -> Check:
    taken = listening(port)
    hint = f"another program listens on the port that docker compose uses for {what}; every other stack uses free ports"
    return Check(f"port {port} ({what})", not taken, "taken" if taken else "free", hint if taken else "")


def _chromium() -> Check:
    hint = "optional: without it the cases in a browser do not run; with --browser=required the verdict is then unknown"
    if reason := chromium.why_not():
        return Check("Chromium", False, reason, hint)
    if reason := netlink_filter.why_not():
        hint = f"{hint}; {reason}: containers that start or end while it runs can break its requests"
    return Check("Chromium", True, f"{chromium.program()} ({_version(chromium.program())})", hint)


def _version(program: str) -> str:
    words = [program, "--version"]
    try:
        completed = subprocess.run(words, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"prints no version: {error}"
    return completed.stdout.strip() or f"prints no version, exit status {completed.returncode}"


def _allure() -> Check:
    name, hint = (
        "Allure's HTML",
        "optional; `gate --html` makes it, and `checkout-harness report` makes it of the last run",
    )
    try:
        return Check(name, True, f"Node {html.NODE} or newer: {html.node()}", hint)
    except html.NoNode as error:
        return Check(name, False, str(error), hint)
