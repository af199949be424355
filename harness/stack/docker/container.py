"""One container of the stack: started by Testcontainers, published on loopback only, its log kept, awaited and told."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.stack.base.failure import StackBroke, StackFailure
from harness.stack.base.http_probe import health
from harness.stack.processes.ports import LOOPBACK
from harness.stack.processes.process import POLL_SECONDS, Process

if TYPE_CHECKING:
    from testcontainers.core.network import Network

IN_CONTAINER = Path("/.dockerenv")
LAST_WORDS_SECONDS = 3.0
CALL_SECONDS = 5.0


@dataclass(frozen=True)
class Recipe:
    """What a container is made of; `port` inside is published as `published` on 127.0.0.1."""

    name: str
    image: str
    port: int
    published: int
    aliases: tuple[str, ...]
    env: dict[str, str] = field(repr=False)
    command: Sequence[str] = ()
    hint: str = ""
    memory: str = "1g"
    processes: int = 512
    hosts: dict[str, str] = field(default_factory=dict)


class Container:
    """A started container. It is removed with its run (see leftovers.py), never by itself."""

    def __init__(self, recipe: Recipe, name: str, network: "Network", labels: dict[str, str], log: Path) -> None:
        from docker.errors import DockerException
        from testcontainers.core.container import DockerContainer

        self.recipe, self.name, self.log = recipe, recipe.name, log
        self.url = f"http://{LOOPBACK}:{recipe.published}"
        self._began = time.monotonic()
        aliases = list(recipe.aliases)
        made = DockerContainer(recipe.image, env=recipe.env, name=name, network=network, network_aliases=aliases)
        made = made.with_kwargs(
            labels=labels, init=True, mem_limit=recipe.memory, pids_limit=recipe.processes, extra_hosts=recipe.hosts
        )
        if recipe.command:
            made = made.with_command(list(recipe.command))
        ports: Any = made.ports
        ports[f"{recipe.port}/tcp"] = (LOOPBACK, recipe.published)
        self._made = made
        try:
            made.start()
        except DockerException as error:
            self.end()
            expected = f"a container of the image {recipe.image}"
            raise StackFailure(self.name, expected, _explanation(error), recipe.hint) from error
        self.id = made.get_container_id()
        self._follower = Process(f"log of {self.name}", ["docker", "logs", "--follow", self.id], log=log)

    def state(self) -> dict[str, Any]:
        """The engine's word on it: Status, ExitCode, OOMKilled; empty when somebody removed it."""
        from docker.errors import NotFound

        found = self._made.get_wrapped_container()
        try:
            found.reload()
        except NotFound:
            return {}
        state: dict[str, Any] = found.attrs["State"]
        return state

    def broke(self) -> StackBroke | None:
        """What to say when it ended by itself."""
        ended = _ended(self.state())
        if not ended:
            return None
        self._hear_last_words()
        return StackBroke(self.name, "it runs to the end", ended, self.recipe.hint, self.log)

    def wait_for_health(self, path: str, deadline: float) -> float:
        """Seconds from its start until GET path answers 200; StackFailure when it ends, or never does."""
        expected, last = f"GET {self.url}{path} to answer 200 within {deadline:g} s", "no answer at all"
        while True:
            ended = _ended(self.state())  # before asking: who answers for a container that ended is somebody else
            if ended:
                raise self._failure(expected, ended)
            healthy, last = health(self.url + path, timeout=CALL_SECONDS)
            took = time.monotonic() - self._began
            if healthy:
                return round(took, 3)
            if took > deadline:
                raise self._failure(expected, f"still not so; last answer: {last}")
            time.sleep(POLL_SECONDS)

    def end(self) -> None:
        """Let go of it: its log is followed no longer."""
        follower: Process | None = getattr(self, "_follower", None)
        if follower is not None:
            follower.close()
        self._made.get_docker_client().client.close()

    def _failure(self, expected: str, got: str) -> StackFailure:
        self._hear_last_words()
        return StackFailure(self.name, expected, got, self.recipe.hint, self.log)

    def _hear_last_words(self) -> None:
        """Wait until the log of a container that ended is written."""
        ends = time.monotonic() + LAST_WORDS_SECONDS
        while self._follower.status() is None and _ended(self.state()) and time.monotonic() < ends:
            time.sleep(POLL_SECONDS)


def prepare(*, keep: bool) -> None:
    """Set Testcontainers up: published ports; its own reaper only where its image is, and nothing is to be kept."""
    if IN_CONTAINER.exists():
        os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
    from testcontainers.core.config import testcontainers_config as config

    config.ryuk_disabled = config.ryuk_disabled or keep or not _has(config.ryuk_image)


def _has(image: str) -> bool:
    from docker.errors import DockerException
    from testcontainers.core.docker_client import DockerClient

    try:
        client = DockerClient().client
    except DockerException:
        return False
    try:
        client.images.get(image)
    except DockerException:
        return False
    finally:
        client.close()
    return True


def _ended(state: dict[str, Any]) -> str:
    """How it ended; empty while it runs."""
    if not state:
        return "somebody removed it"
    if state["Status"] in ("created", "running"):
        return ""
    memory = ", killed because its memory was used up" if state["OOMKilled"] else ""
    error = f": {state['Error']}" if state.get("Error") else ""
    return f"it is {state['Status']} with exit code {state['ExitCode']}{memory}{error}"


def _explanation(error: Exception) -> str:
    return str(getattr(error, "explanation", None) or error).strip()
