"""One guarded process: awaited by line or health, told with its log when it ends, ended with all it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from harness.stack.base.failure import StackFailure
from harness.stack.processes.ports import LOOPBACK, free_port
from harness.stack.processes.process import Process

Start = Callable[..., Process]
FOREVER = "import threading; threading.Event().wait()"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `python -c TEXT` under the guard; everything ends with the test."""
    processes: list[Process] = []

    def run(text: str) -> Process:
        command = [sys.executable, "-c", text]
        processes.append(Process("the part", command, log=tmp_path / f"{len(processes)}.log", hint="look here"))
        return processes[-1]

    yield run
    for process in processes:
        process.close()


@pytest.fixture
def somebody_else() -> Iterator[str]:
    """The URL of a healthy server that is not the process under test."""

    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer((LOOPBACK, 0), Healthy) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://{LOOPBACK}:{server.server_port}/health"
        server.shutdown()


def test_a_line_is_awaited(start: Start) -> None:
    process = start(f"print('noise'); print('ready http://here'); {FOREVER}")
    assert process.wait_for_line("ready ", 10) == "http://here"


def test_a_process_that_ends_is_told_with_status_log_and_hint(start: Start) -> None:
    with pytest.raises(StackFailure) as caught:
        start("print('the reason'); raise SystemExit(7)").wait_for_line("ready ", 10)
    message = str(caught.value)
    for word in ("the part", "a line 'ready ...'", "exit status 7", "| the reason", "Hint: look here"):
        assert word in message, message


def test_a_process_that_ended_by_itself_says_so(start: Start) -> None:
    running, ended = start(f"print('ready on', flush=True); {FOREVER}"), start("print('out of memory'); exit(9)")
    running.wait_for_line("ready ", 10)
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert running.broke() is None
    message = str(ended.broke())
    for word in ("The stack broke while cases ran: the part", "exit status 9", "| out of memory", "Hint: look here"):
        assert word in message, message


def test_a_line_that_never_comes_is_told_at_the_deadline(start: Start) -> None:
    with pytest.raises(StackFailure, match=r"within 0\.2 s"):
        start(FOREVER).wait_for_line("ready ", 0.2)


def test_health_that_never_comes_tells_the_last_answer(start: Start) -> None:
    with pytest.raises(StackFailure, match="ConnectionRefusedError"):
        start(FOREVER).wait_for_health(f"http://{LOOPBACK}:{free_port()}/health", 0.2)


def test_a_process_that_ended_is_not_healthy_because_somebody_else_answers(start: Start, somebody_else: str) -> None:
    process = start("raise SystemExit(1)")
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, and its status is still to be read
    with pytest.raises(StackFailure, match="exit status 1"):
        process.wait_for_health(somebody_else, 10)


def test_what_the_process_started_ends_with_it(start: Start) -> None:
    child = f"subprocess.Popen([sys.executable, '-c', {FOREVER!r}])"
    process = start(f"import subprocess, sys; print('ready', {child}.pid, flush=True); {FOREVER}")
    grandchild = int(process.wait_for_line("ready ", 10))
    process.close()
    assert_ended(grandchild)


def test_one_that_ignores_sigterm_is_killed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.stack.processes.process.END_SECONDS", 0.3)
    process = start(f"import signal; signal.signal(15, signal.SIG_IGN); print('ready on', flush=True); {FOREVER}")
    process.wait_for_line("ready ", 10)
    process.close()
    assert process.status() == -signal.SIGKILL


def test_nothing_outlives_a_starter_that_was_killed(tmp_path: Path) -> None:
    text = (
        "import pathlib, sys, threading\n"
        "from harness.stack.processes.process import Process\n"
        f"command = [sys.executable, '-c', {FOREVER!r}]\n"
        "process = Process('part', command, log=pathlib.Path(sys.argv[1]))\n"
        "print(process.pid, flush=True)\n"
        "threading.Event().wait()\n"
    )
    command = [sys.executable, "-c", text, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        guard = int(starter.stdout.readline())
        starter.kill()
        assert_ended(guard)


def assert_ended(pid: int) -> None:
    """Wait until the process has ended (a zombie that nobody reaps counts as ended)."""
    status = Path(f"/proc/{pid}/stat")
    ends = time.monotonic() + 10
    while status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < ends, f"process {pid} still runs after 10 s"
        os.sched_yield()
