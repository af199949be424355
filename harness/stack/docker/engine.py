"""The containers of one run and their network, and a watcher that removes them when this process ends."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from harness.stack.base.failure import StackFailure
from harness.stack.docker import leftovers
from harness.stack.docker.container import Container, Recipe, prepare

if TYPE_CHECKING:
    from harness.stack.docker.network import Network

HINT = "`checkout-harness doctor` says whether an engine answers; --stack=embedded needs none"
END_SECONDS = 60.0


class Engine:
    """One run on the Docker engine; with `keep` it stays up when this process ends."""

    def __init__(self, run: str, folder: Path, *, keep: bool) -> None:
        self.run, self.folder, self.keep = run, folder, keep
        self.labels = leftovers.labels(run, keep=keep)
        self._containers: dict[str, Container] = {}
        self._network: Network | None = None
        prepare(keep=keep)
        folder.mkdir(parents=True, exist_ok=True)
        self._log = (folder / "leftovers.log").open("wb")
        words = [sys.executable, "-I", "-S", leftovers.__file__, run, *([leftovers.KEEP] if keep else [])]
        self._watcher = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def start(self, recipe: Recipe) -> Container:
        """Start a container on the run's network; it is not awaited."""
        network, alias = self._own_network(), recipe.aliases[0]
        container = Container(recipe, f"{network.name}-{alias}", network, self.labels, self.folder / f"{alias}.log")
        self._containers[alias] = container
        return container

    def logs(self) -> dict[str, str]:
        """Where each container's log is, by its name on the network."""
        return {alias: str(container.log) for alias, container in self._containers.items()}

    def broken(self) -> list[StackFailure]:
        """What ended by itself."""
        return [broke for container in self._containers.values() if (broke := container.broke())]

    def close(self) -> None:
        """Remove everything of this run, unless it is to be kept."""
        for container in reversed(self._containers.values()):
            container.end()
        if self._network is not None:
            self._network.let_go()
        if self._watcher.stdin is not None:
            self._watcher.stdin.close()
        try:
            self._watcher.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._watcher.kill()
            self._watcher.wait()
        self._log.close()

    def abandon(self) -> None:
        """Remove everything of this run, kept or not: it did not become a stack."""
        self.close()
        if self.keep:
            leftovers.remove(lambda thing: thing.run == self.run)

    def _own_network(self) -> "Network":
        if self._network is None:
            from docker.errors import DockerException

            from harness.stack.docker.network import Network

            try:
                network = Network(docker_network_kw={"labels": self.labels})
                network.name = f"{leftovers.LABEL}-{self.run}"
                self._network = network.create()
            except DockerException as error:
                raise StackFailure("Docker network", "a new network", str(error), HINT) from error
        return self._network


class AddedContainer:
    """One more container on the network of a run that another process started; removed with it, or before."""

    def __init__(self, run: str, recipe: Recipe, log: Path) -> None:
        from docker.errors import DockerException
        from testcontainers.core.docker_client import DockerClient

        from harness.stack.docker.network import Network

        prepare(keep=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        self._network = Network()
        self._network.name = f"{leftovers.LABEL}-{run}"
        client = DockerClient().client
        try:
            of_network = client.networks.get(self._network.name).attrs["Labels"]
        except DockerException as error:
            raise StackFailure("Docker network", f"the network of run {run}", str(error), HINT) from error
        finally:
            client.close()
        labels = {name: value for name, value in of_network.items() if name.startswith(f"{leftovers.LABEL}.")}
        self.container = Container(recipe, f"{self._network.name}-{recipe.aliases[0]}", self._network, labels, log)

    def close(self) -> None:
        """Remove it."""
        self.container.end()
        leftovers.docker(*leftovers.REMOVALS["container"], self.container.id)
        self._network.let_go()
