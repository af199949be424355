"""`checkout-harness init`: a profile, an adapter, a first scenario and a CI recipe for the project in this folder."""

import re
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer

from harness.commands.starting import folder as project_folder
from harness.commands.starting import routes, selling, writing
from harness.commands.starting.finding import INTENT_PAGE, STYLES, Found
from harness.commands.starting.folder import Project
from harness.config.usual import OWN

COULD_NOT_RUN = 2
REDIRECTS = ("python", "node", "none")


class InitError(ValueError):
    """An answer that cannot be used: what was expected, what came, and a hint."""

    def __init__(self, expected: str, got: str, hint: str) -> None:
        super().__init__(f"expected {expected}, got {got}. Hint: {hint}")


@dataclass(frozen=True)
class Answers:
    """What was given by options; None where it is to be asked, or guessed."""

    name: str | None = None
    start: str | None = None
    port_variable: str | None = None
    health: str | None = None
    webhook: str | None = None
    style: str | None = None
    redirect: str | None = None
    openapi: str | None = None
    yes: bool = False


def run(answers: Answers) -> int:
    """0 when every file is there, 2 when an answer cannot be used or a file cannot be written."""
    folder = Path.cwd()
    try:
        wanted = _wanted(answers, folder)
        for name, written in writing.write(folder, wanted):
            print(f"  {'wrote' if written else 'left as it is'}  {name}", flush=True)
    except (InitError, routes.DocumentError, OSError) as error:
        print(f"checkout-harness init: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    _tell(wanted, answers.openapi)
    return 0


def _wanted(answers: Answers, folder: Path) -> writing.Wanted:
    document = routes.read(answers.openapi) if answers.openapi else {}
    known, style = routes.routes(document), _one_of("--style", answers.style, STYLES)
    found, project = Found(known, style, tokens=routes.takes_tokens(document)), project_folder.look(folder)
    ask = _asker(answers)
    start = ask("start", answers.start, "the command that starts it ({port}: a free port)", shlex.join(project.command))
    variable = answers.port_variable
    if "{port}" not in start:
        variable = ask(
            "port-variable", variable, "the environment variable with its port", project.port_variable or "PORT"
        )
    health = selling.health(known) or project.health or "/health"
    webhook = selling.webhook(known) or project.webhook or "/webhook"
    wanted = writing.Wanted(
        name=ask("name", answers.name, "the name of the shop", project.name),
        command=_words(start),
        port_variable=variable or "",
        health=_path("--health", ask("health", answers.health, "a path that answers 200 once it is up", health)),
        webhook=_path("--webhook", ask("webhook", answers.webhook, "the path of Stripe's events", webhook)),
        style=found.style if found.beginning else _style(ask, answers.style),
        redirect=_redirect(ask, answers.redirect, project),
        source=answers.openapi or "",
        contract=re.sub(r"^https?://[^/]*", "", answers.openapi or ""),
        node=project.node,
        install=project.install,
        methods=writing.guessed(found) if known else {},
    )
    return wanted


def _asker(answers: Answers) -> Callable[[str, str | None, str, str], str]:
    """Asks for what was not given: in a terminal; else the guess, and InitError where there is none."""
    terminal = sys.stdin.isatty() and not answers.yes

    def ask(option: str, given: str | None, what: str, guess: str) -> str:
        if given is not None:
            return given
        if terminal:
            return str(typer.prompt(what, default=guess or None))
        if guess and answers.yes:
            return guess
        if guess:
            raise InitError(f"--{option}, or a terminal to ask in", "neither", f"--yes takes the guess {guess!r}")
        raise InitError(f"--{option}", "nothing from which it could be guessed", f"give --{option}: {what}")

    return ask


def _style(ask: Callable[[str, str | None, str, str], str], given: str | None) -> str:
    what = f"how it is paid ({', '.join(STYLES)})"
    return _one_of("--style", ask("style", given, what, INTENT_PAGE), STYLES)


def _redirect(ask: Callable[[str, str | None, str, str], str], given: str | None, project: Project) -> str:
    what = f"Stripe's SDK, to lead its calls to the emulator without a change of the code ({', '.join(REDIRECTS)})"
    chosen = _one_of("--redirect", ask("redirect", given, what, project.redirect or "none"), REDIRECTS)
    return "" if chosen == "none" else chosen


def _one_of(option: str, given: str | None, choices: tuple[str, ...]) -> str:
    if given is not None and given not in choices:
        raise InitError(f"one of {', '.join(choices)} for {option}", repr(given), "see `checkout-harness init --help`")
    return given or ""


def _path(option: str, given: str) -> str:
    if not given.startswith("/"):
        raise InitError(f"a path that starts with / for {option}", repr(given), "the address is the run's own")
    return given


def _words(command: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise InitError("a command for --start", f"{command!r} ({error})", "quote it as in a shell") from None
    if not words:
        raise InitError("a command for --start", "nothing", "for example --start 'node server.js'")
    return words


def _tell(wanted: writing.Wanted, document: str | None) -> None:
    methods = [name for name in wanted.methods if name not in ("order_of", "seller")]
    if document:
        print(f"\nguessed from {document}: {', '.join(methods) or 'nothing'}")
    missing = [name for name in ("begin",) if name not in methods]
    missing += [] if {"put_on_sale", "catalogue"} & set(methods) else ["catalogue"]
    if missing:
        named = " and ".join(f"`{one}`" for one in missing)
        print(f"\nto be written in {writing.ADAPTER_FILE}, where its shape stands: {named}")
    print("\nnext: checkout-harness try              one purchase and one decline, step by step")
    print("      checkout-harness gate --quick     a first verdict")
    print(f"Both read {OWN} of this folder.")
