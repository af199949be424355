"""What a part of the stack says when it fails: readable, short, without secrets, whatever is in its log."""

import subprocess
import sys
from pathlib import Path

from harness.stack.base.failure import tail
from harness.stack.processes import guard


def test_a_log_s_tail_is_short_printable_and_without_secrets(tmp_path: Path) -> None:
    log = tmp_path / "checkout.log"
    log.write_bytes(b"x" * 5_000_000 + b"\n\x1b[31m\x00\xff red\nKeyError with sk_test_abcdefgh and 4242424242424242\n")
    long, red, secret = tail(log)
    assert len(long) <= 400
    assert red.isprintable()
    assert red.endswith(" red")
    assert "sk_test_…" in secret
    assert "4242424242424242" not in secret


def test_a_command_that_does_not_exist_is_told_in_a_line() -> None:
    command = [sys.executable, "-I", "-S", guard.__file__, "/no/such/program"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 127
    assert "/no/such/program" in result.stderr
    assert "Traceback" not in result.stderr
