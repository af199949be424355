"""Every command and its options."""

from __future__ import annotations

import io
import os
import sys
from argparse import SUPPRESS
from contextlib import redirect_stdout, suppress
from importlib import import_module
from typing import Any
from unittest import mock

from typer.main import get_command

from harness.cli import app
from harness.run import options
from scripts.reference.markdown import block, code, codes, table

COLUMNS = "100"
OTHERS = {
    "stripe-emulator": ("stripe_emulator.__main__", (), "The Stripe emulator by itself."),
    "stripe-emulator coverage": ("stripe_emulator.__main__", ("coverage",), "What the emulator has of Stripe's API."),
    "python -m harness.tap": ("harness.tap.__main__", (), "The recording proxy before Stripe, by itself."),
    "python -m checkout": ("checkout.__main__", (), "The reference checkout, by itself."),
    "python -m proving": ("proving.__main__", (), "Seeded bugs: does the gate notice them?"),
    "python -m proving.steadiness": ("proving.steadiness", (), "Is the gate's answer the same each time?"),
    "python -m bench": ("bench.__main__", (), "Measurements."),
}
HEAD = """# Command line

`checkout-harness` is the command of this project; `make gate ARGS="..."` hands its arguments on.
[What a verdict means](../explanation/verdict.md) explains the exit codes.
"""


def page() -> str:
    """The page."""
    command: Any = get_command(app)
    parts = [HEAD]
    for name, sub in command.commands.items():
        parts += [f"## checkout-harness {name}", sub.help, _options(sub.params)]
    parts += ["## pytest", "The suites run under plain `pytest` too, which then knows these options:", _pytest()]
    for name, (module, arguments, about) in OTHERS.items():
        parts += [f"## {name}", about, block(_help(name, module, arguments))]
    return "\n\n".join(parts)


def _options(parameters: list[Any]) -> str:
    return table(("option", "default", "meaning"), (_row(parameter) for parameter in parameters))


def _row(parameter: Any) -> tuple[str, str, str]:
    names = [*parameter.opts, *parameter.secondary_opts]
    if parameter.param_type_name == "argument":
        names = [f"{parameter.name.upper()}..."]
    default = "" if parameter.default in (None, False, "") else code(parameter.default)
    return codes(names), default, parameter.help or ""


class _Recorder:
    """Takes options as pytest's parser does, and keeps what it was given."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []

    def getgroup(self, _: str) -> _Recorder:
        return self

    def addoption(self, *names: str, **attributes: Any) -> None:
        if attributes.get("help") != SUPPRESS:
            self.rows.append((codes(names), attributes["help"]))

    def is_blocked(self, _: str) -> bool:
        return True


def _pytest() -> str:
    recorder: Any = _Recorder()
    options.add(recorder, recorder)
    return table(("option", "meaning"), recorder.rows)


def _help(name: str, module: str, arguments: tuple[str, ...]) -> str:
    printed = io.StringIO()
    words = [name, *arguments, "--help"]
    main = import_module(module).main
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, {"COLUMNS": COLUMNS}),
        redirect_stdout(printed),
        suppress(SystemExit),
    ):
        main()
    return printed.getvalue()
