"""ministack in the edge's own process: it answers at once, starts begin empty, nothing leaves the machine."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.stack.aws.ministack import at_once
from harness.stack.base.environment import clean_environment
from harness.stack.processes.process import Process
from tests.harness.stack.aws.conftest import READY_SECONDS, client

IMPORTED = """
import socket, sys, threading
def refuse(*_): raise SystemExit("a socket was opened")
socket.socket.connect = refuse
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
from harness.stack import aws
aws.engine(sys.argv[1])
print(sorted(thread.name for thread in threading.enumerate()))
print([path for path in opened if ".aws" in path])
print([name for name in ("ministack.app", "ministack.core.persistence", "moto", "hypercorn") if name in sys.modules])
"""


async def awaits() -> tuple[int, dict[str, str], Any]:
    """A handler that gives way between reading and writing."""
    import asyncio

    await asyncio.sleep(0)
    return 200, {}, b""


def test_a_handler_that_gives_way_is_refused() -> None:
    """Else another request could come between what it reads and what it writes."""
    with pytest.raises(RuntimeError, match="expected a handler of ministack to answer at once"):
        at_once(awaits())


@pytest.mark.parametrize(
    ("engine", "threads", "modules"),
    [("ministack", ["MainThread", "dynamodb-ttl-reaper"], []), ("moto", ["MainThread"], [])],
)
def test_what_an_engine_starts_and_reads(engine: str, threads: list[str], modules: list[str]) -> None:
    """One thread that deletes what is over its time, no file of AWS, nothing of the other engine."""
    command = [sys.executable, "-c", IMPORTED, engine]
    got = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert got.stdout.splitlines() == [str(threads), "[]", str(modules)]


def test_mails_are_not_passed_on(tmp_path: Path) -> None:
    """`SMTP_HOST` of the user's environment would have ministack send each mail there."""
    with socket.create_server(("127.0.0.1", 0)) as relay:
        environment = {**clean_environment(), "SMTP_HOST": f"127.0.0.1:{relay.getsockname()[1]}"}
        command = [sys.executable, "-m", "harness.stack.processes.edge", "--port", "0"]
        edge = Process("edge", command, log=tmp_path / "edge.log", env=environment, hint="run it by hand")
        try:
            url = edge.wait_for_line("ready ", READY_SECONDS)
            ses = client(url, "ses")
            ses.verify_email_identity(EmailAddress="a@shop.example")
            text = {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}
            ses.send_email(Source="a@shop.example", Destination={"ToAddresses": ["b@there.example"]}, Message=text)
            relay.settimeout(1)  # a relayed mail is on its way before the answer
            with pytest.raises(TimeoutError):
                relay.accept()
        finally:
            edge.close()


def test_a_new_edge_begins_empty(tmp_path: Path, edge: str, table: str) -> None:
    """Nothing is kept in a file."""
    command = [sys.executable, "-m", "harness.stack.processes.edge", "--port", "0"]
    other = Process("edge", command, log=tmp_path / "edge.log", env=clean_environment(), hint="run it by hand")
    try:
        assert client(other.wait_for_line("ready ", READY_SECONDS), "dynamodb").list_tables()["TableNames"] == []
    finally:
        other.close()
