"""The command line of the emulator: what it says about options that there are not."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--prot", "3"), "unknown option --prot; did you mean --port?"),
        (("--publicurl=http://localhost:1",), "unknown option --publicurl; did you mean --public-url?"),
        (("--zzz",), "unknown option --zzz; see stripe-emulator --help"),
        (("coverage", "--markdwn"), "unrecognized arguments: --markdwn"),
    ],
)
def test_an_unknown_option_is_named(arguments: tuple[str, ...], message: str) -> None:
    command = [sys.executable, "-m", "stripe_emulator", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[-1] == f"stripe-emulator: error: {message}"


def test_the_help_explains_every_option() -> None:
    command = [sys.executable, "-m", "stripe_emulator", "--help"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, env={"COLUMNS": "300"})
    options = [line for line in ended.stdout.splitlines() if line.startswith("  --")]
    assert len(options) >= 7
    assert all(len(line.split("  ")) > 2 for line in options), options
