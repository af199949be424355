"""What a stack that did not start says: expected, came, last log lines, and a hint."""

import re
from pathlib import Path

LAST_CHARACTERS, LINE_CHARACTERS = 100_000, 400
NOT_PRINTABLE = re.compile(r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]")


class StackFailure(RuntimeError):
    """A part of the stack could not be started, reached, or configured; the run could not judge anything."""

    headline = "The stack could not start"

    def __init__(self, part: str, expected: str, got: str, hint: str, log: Path | None = None) -> None:
        self.part, self.expected, self.got, self.hint, self.log = part, expected, got, hint, log
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [
            f"{self.headline}: {self.part}",
            f"  expected: {self.expected}",
            f"  got:      {self.got}",
        ]
        if self.log is not None:
            lines.append(f"  last lines of {self.log}:")
            lines += [f"    | {line}" for line in tail(self.log)]
        lines.append(f"  Hint: {self.hint}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[type["StackFailure"], tuple[str, str, str, str, Path | None]]:
        """Survive a trip between processes (xdist workers ask the controller for the stack)."""
        return type(self), (self.part, self.expected, self.got, self.hint, self.log)


class StackBroke(StackFailure):
    """A part of the stack ended while cases ran: what failed after that says nothing about the checkout."""

    headline = "The stack broke while cases ran"


def tail(log: Path, lines: int = 20) -> list[str]:
    """The last lines of a log file, each shortened, printable and without secrets; says so when there are none."""
    from harness.core.masking import mask

    if not log.exists():
        return ["(no log file was written)"]
    text = log.read_text(encoding="utf-8", errors="replace")[-LAST_CHARACTERS:]
    last = [NOT_PRINTABLE.sub("?", line)[:LINE_CHARACTERS] for line in mask(text).splitlines()[-lines:]]
    return last or ["(the log is empty)"]
