"""The network of a run, as Testcontainers makes it."""

from testcontainers.core import network


class Network(network.Network):
    """A network that can be let go of without being removed; importing this imports Testcontainers."""

    def let_go(self) -> None:
        """Close the connections to the engine that it was made through."""
        self._docker.client.close()
