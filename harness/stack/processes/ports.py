"""Free ports on the loopback interface, and whether a port is taken."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below the ports that systems hand out to outgoing connections: one of those could take a port that was just free.
OWN_PORTS = range(20_000, 32_000)
TRIES = 100


def free_port() -> int:
    """A port nothing listens on now; its taker must bind it soon. OSError when a hundred in a row are taken."""
    drawn = random.SystemRandom()
    for _ in range(TRIES):
        port = drawn.choice(OWN_PORTS)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise OSError(f"expected a free port of {LOOPBACK} within {OWN_PORTS}, got {TRIES} that are taken")


def listening(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((LOOPBACK, port)) == 0
