"""Containers of a test: started on loopback only, with a label, and gone afterwards whatever happened."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

import docker as engine_api
from harness.core.awaiting import eventually
from harness.core.failure import Failure

LABEL = "checkout-harness"
HEALTH = "/_localstack/stripe/health"
STATUS = "/_localstack/extensions/status"
START_SECONDS = 60.0


def docker(*words: str, check: bool = True) -> str:
    """What `docker ...` prints, standard error included."""
    done = subprocess.run(["docker", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0 or not check, f"docker {' '.join(words)}: {done.stdout}"
    return done.stdout.strip()


def made(name: str, *labels: str) -> str:
    """An empty image; its id."""
    changes = [word for label in labels for word in ("--change", f"LABEL {label}")]
    words = ["docker", "import", *changes, "--change", 'CMD ["x"]', "-", *([name] if name else [])]
    empty = b"\0" * 10240  # of tar: two empty blocks and more
    done = subprocess.run(words, input=empty, capture_output=True, check=True)
    return done.stdout.decode().strip()


class Container:
    """A running container whose one published port is on 127.0.0.1."""

    def __init__(self, image: str, port: int, options: tuple[str, ...], command: tuple[str, ...]) -> None:
        began = time.monotonic()
        publish = f"127.0.0.1::{port}"
        self.id = docker("run", "--detach", "--init", "--label", LABEL, "--publish", publish, *options, image, *command)
        self.began, self._port = began, port
        self.address = docker("port", self.id, str(port))
        self.url = f"http://{self.address}"

    def wait(self, path: str) -> float:
        """Seconds from the start until GET path answers 200; fails with the log when it never does."""
        last = "no answer"

        def healthy() -> bool:
            nonlocal last
            try:
                answer = requests.get(self.url + path, timeout=START_SECONDS)
                last = f"{answer.status_code}: {answer.text[:200]}"
                if answer.status_code == 200:
                    return True
            except requests.ConnectionError as error:
                last = str(error)
            assert self.state()["Running"], f"the container ended:\n{self.log()}"
            return False

        left = START_SECONDS - (time.monotonic() - self.began)
        try:
            eventually(healthy, reason=f"{path} to answer 200", deadline=left)
        except Failure as failure:
            message = f"{path} did not answer 200 within {START_SECONDS} s; last: {last}\n{self.log()}"
            raise AssertionError(message) from failure
        return time.monotonic() - self.began

    def get(self, path: str) -> Any:
        """The JSON that GET path answers."""
        answer = requests.get(self.url + path, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def extensions(self) -> dict[str, Any]:
        """What the loader says of each extension, by name."""
        return {extension["name"]: extension for extension in self.get(STATUS)["extensions"]}

    def state(self) -> Any:
        """The engine's word on it."""
        return json.loads(docker("inspect", "--format", "{{json .State}}", self.id))

    def processor_seconds(self) -> float:
        """What all its processes used so far."""
        stats = engine_api.from_env().api.stats(self.id, stream=False, one_shot=True)
        return float(stats["cpu_stats"]["cpu_usage"]["total_usage"]) / 1e9

    def log(self) -> str:
        """What it printed."""
        return docker("logs", self.id)


@contextmanager
def running(image: str, port: int = 4566, *options: str, command: tuple[str, ...] = ()) -> Iterator[Container]:
    """A container for the length of a block; `command` are arguments of what it runs."""
    container = Container(image, port, options, command)
    try:
        yield container
    finally:
        docker("rm", "--force", "--volumes", container.id)


def with_packages(folder: Path) -> tuple[str, ...]:
    """Options that put the packages of a folder beside those of the image."""
    return ("--volume", f"{folder}:/opt/more:ro", "--env", "PYTHONPATH=/opt/more")
