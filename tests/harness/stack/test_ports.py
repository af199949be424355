"""Free ports: none that an outgoing connection of another process can take between looking and binding."""

import socket
from pathlib import Path

import pytest

from harness.stack.processes import ports
from harness.stack.processes.ports import LOOPBACK, OWN_PORTS, free_port, listening

EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not EPHEMERAL.exists(), reason="only Linux tells its range in a file")
def test_no_outgoing_connection_gets_such_a_port() -> None:
    first, last = map(int, EPHEMERAL.read_text().split())
    assert not set(OWN_PORTS) & set(range(first, last + 1))


def test_a_free_port_can_be_bound() -> None:
    port = free_port()
    with socket.create_server((LOOPBACK, port)):
        assert listening(port)
    assert not listening(port)


def test_taken_ports_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((LOOPBACK, free_port())) as taken:
        monkeypatch.setattr(ports, "OWN_PORTS", [taken.getsockname()[1]])
        with pytest.raises(OSError, match="expected a free port"):
            free_port()
