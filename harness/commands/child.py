"""The pytest that a gate starts: under a guard, in a group of its own that is ended whole, with the gate's signals."""

import signal
import subprocess
import sys
from pathlib import Path

from harness.commands import pycache
from harness.stack.processes import group, guard

ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
END_SECONDS = 5.0


def run(arguments: list[str], folder: Path) -> tuple[int, bool]:
    """Run pytest; its exit status, and whether a signal came, which it is told once and ends the stack for.

    It is a session of its own, or a terminal's Ctrl-C would reach it twice and cut its ending short. The guard ends it
    when this process ends without a word; when the guard is killed, it is ended here. Nothing of it runs afterwards.
    """
    got: list[int] = []
    command = [sys.executable, "-I", "-S", guard.__file__, sys.executable, "-m", "pytest", *arguments]
    env = pycache.environment(folder)
    with subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.PIPE, start_new_session=True) as child:

        def tell(number: int, _: object) -> None:
            if not got and sys.platform != "win32":  # there a console tells every process of its own accord
                group.interrupt(child)
            got.append(number)

        before = {number: signal.signal(number, tell) for number in ENDINGS}
        try:
            return group.wait(child), bool(got)
        finally:
            group.end(child, END_SECONDS)
            for number, handler in before.items():
                signal.signal(number, handler)
