"""What is in the images, and when they are built."""

from __future__ import annotations

import json
import re
import socket
import tomllib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.stack.base.failure import StackFailure
from harness.stack.docker import images
from scripts.images import build, catalogue, engine, wheels
from tests.localstack.conftest import OFFLINE, Image
from tests.localstack.engine import docker, made, running

NAMES = ("localstack", "emulator", "checkout", "tap")
MEGABYTES = {"localstack": 400, "emulator": 150, "checkout": 250, "tap": 150}
TOOLS = ("gcc", "cc", "make", "pip", "pip3", "git", "curl", "debootstrap")
NOT_INSIDE = f"""
import pathlib, shutil
tools = [name for name in {TOOLS} if shutil.which(name)]
wheels = [path for place in ("/opt", "/usr", "/home", "/root", "/tmp") for path in pathlib.Path(place).rglob("*.whl")]
certificates = [path for place in ("/etc", "/usr/local", "/usr/share") for path in pathlib.Path(place).rglob("*.crt")]
print([*tools, *map(str, wheels), *map(str, certificates)])
"""


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_built_when_nothing_changed(image: Image, name: str, tmp_path: Path) -> None:
    first, log = image(name), tmp_path / "log"
    before = docker("image", "inspect", "--format", "{{.Id}} {{.Created}}", first)
    assert images.ensure(name, offline=OFFLINE, log=log) == {name: first}
    assert log.read_text("utf-8") == ""
    assert docker("image", "inspect", "--format", "{{.Id}} {{.Created}}", f"{first.partition(':')[0]}:latest") == before


def test_latest_is_the_image_of_this_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Built before and found now, it takes `latest` back from what another tree has built meanwhile."""
    here = catalogue.Image(f"test-{uuid.uuid4().hex[:12]}", "emulator", catalogue.PYTHON)
    monkeypatch.setitem(catalogue.IMAGES, here.name, here)
    tag, latest = here.tag(catalogue.stand_in(here.base)), f"{here.repository}:latest"
    try:
        ours, others = made(tag, "tree=ours"), made(latest, "tree=others")
        assert ours != others
        assert build.ensure(here.name, offline=True) == tag
        assert docker("image", "inspect", "--format", "{{.Id}}", latest) == ours
    finally:
        docker("image", "rm", tag, latest, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_an_image_starts_as_nobody_special_and_tells_its_health(image: Image, name: str) -> None:
    config = inspected(image(name))["Config"]
    assert config["User"] not in ("", "root", "0")
    assert config["Healthcheck"]["Test"][0] == "CMD"


@pytest.mark.parametrize("name", NAMES)
def test_an_image_of_ours_is_small_and_holds_no_tools(image: Image, name: str) -> None:
    """No compiler, no installer, no certificates of the machine that built it."""
    facts = inspected(image(name))
    if not facts["Config"]["Labels"]["checkout-harness.base"].startswith(catalogue.PREFIX):
        pytest.skip("its base came from a registry: what is in that is not ours to say")
    assert facts["Size"] < MEGABYTES[name] * 1_000_000
    inside = docker("run", "--rm", "--network=none", "--user=0", "--entrypoint=python", image(name), "-c", NOT_INSIDE)
    assert inside == "[]"


@pytest.mark.parametrize("name", ["emulator", "checkout", "tap"])
def test_an_image_does_not_tell_the_day_of_its_build(image: Image, name: str) -> None:
    """Else two builds of one content differ: useradd writes the day (see shadow(5)) unless it is told another."""
    line = docker("run", "--rm", "--network=none", "--user=0", "--entrypoint=tail", image(name), "-n1", "/etc/shadow")
    assert line.split(":")[:3] == [name, "!", "1"]


def test_localstacks_own_packages_are_the_ones_of_its_lock(image: Image) -> None:
    """The extension's packages come behind them, and replace none."""
    code = "import certifi, idna, stripe_emulator; print(certifi.__file__, idna.__file__, stripe_emulator.__file__)"
    certifi, idna, own = docker(
        "run", "--rm", "--network=none", "--entrypoint=python", image("localstack"), "-c", code
    ).split()
    assert certifi.startswith("/opt/code/localstack/.venv/")
    assert idna.startswith("/opt/code/localstack/.venv/")
    assert own.startswith("/opt/checkout-harness/packages/")


def test_the_checkout_serves(image: Image) -> None:
    """Its health needs the tables, so it says what it waits for; the process is there and listens."""
    keys = ("--env", "STRIPE_API_KEY=sk_test_x", "--env", "STRIPE_PUBLISHABLE_KEY=pk_test_x")
    with running(image("checkout"), 8000, *keys) as container:
        container.wait("/openapi.json")


@pytest.mark.parametrize("name", catalogue.IMAGES)
def test_a_tag_follows_what_the_image_is_made_of(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = catalogue.IMAGES[name]
    before, files = image.tag("base"), list(image.context())
    assert (image.tag("base"), image.tag("other") == before) == (before, False)
    for path, place in files:
        changed = tmp_path / "changed"
        changed.write_bytes(path.read_bytes() + b"\n")
        replaced = [(changed if other == place else source, other) for source, other in files]
        monkeypatch.setattr(catalogue.Image, "context", lambda self, replaced=replaced: iter(replaced))
        assert image.tag("base") != before, place


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_has_what_the_projects_in_the_image_ask_for(name: str) -> None:
    image = catalogue.IMAGES[name]
    locked = set(
        re.findall(r"^[\w.-]+", (catalogue.FILES / image.folder / image.lock).read_text("utf-8"), re.MULTILINE)
    )
    for project in image.projects:
        pyproject = catalogue.ROOT / "services" / project / "pyproject.toml"
        requirements = tomllib.loads(pyproject.read_text("utf-8"))["project"]["dependencies"]
        assert {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements} <= locked


def test_every_lock_is_pinned_and_hashed() -> None:
    for lock in catalogue.FILES.rglob("*.txt"):
        text = lock.read_text("utf-8")
        requirements = re.findall(r"^[A-Za-z0-9].*", text, re.MULTILINE)
        assert requirements, lock
        for requirement in requirements:
            assert re.match(r"[\w.-]+(\[[\w,]+\])?==\S+ \\$", requirement), f"{lock}: {requirement}"
        assert text.count("--hash=sha256:") >= len(requirements)


def test_a_base_that_cannot_be_pulled_has_a_stand_in(
    image: Image, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    image("checkout")  # and with it the stand-in
    refused = catalogue.Base("PYTHON_IMAGE", "127.0.0.1:1/nothing:1", "debian")
    assert build._base(refused, offline=False) == catalogue.stand_in(catalogue.PYTHON)
    assert "pulling 127.0.0.1:1/nothing:1 was refused" in capsys.readouterr().err


def test_a_registry_that_says_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "PULL_FIRST_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not engine.pull(f"127.0.0.1:{silent.getsockname()[1]}/nothing:1")
    assert "no answer in time" in capsys.readouterr().err


def test_a_failure_says_what_was_run_and_what_helps(tmp_path: Path) -> None:
    with pytest.raises(engine.Unavailable, match=r"(?s)docker image inspect .*exit status 1.*Hint: ") as caught:
        engine.run("image", "inspect", "checkout-harness/there-is-none:1")
    assert "there-is-none" in str(caught.value)
    with pytest.raises(StackFailure, match="there is no image nothing"):
        images.ensure("nothing", log=tmp_path / "log")


def test_packages_are_fetched_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By name of the lock's content; a fetch that failed leaves nothing behind."""
    lock = tmp_path / "requirements.txt"
    lock.write_text("nothing==1 --hash=sha256:00\n", "utf-8")
    monkeypatch.setattr(wheels, "CACHE", tmp_path)
    monkeypatch.setattr(wheels, "ROOT", tmp_path)
    fetched: list[Path] = []

    def download(fails: bool) -> Callable[[Path, Path, str], None]:
        def into(lock: Path, folder: Path, machine: str) -> None:
            fetched.append(folder)
            if fails:
                raise engine.Unavailable("no network")
            (folder / "a.whl").write_bytes(b"")

        return into

    monkeypatch.setattr(wheels, "_download", download(fails=True))
    with pytest.raises(engine.Unavailable):
        wheels.fetch(lock)
    assert list((tmp_path / "wheels").iterdir()) == []
    monkeypatch.setattr(wheels, "_download", download(fails=False))
    assert [path.name for path in wheels.fetch(lock).iterdir()] == ["a.whl"]
    wheels.fetch(lock)
    assert len(fetched) == 2


def inspected(tag: str) -> Any:
    """What the engine knows of an image."""
    return json.loads(docker("image", "inspect", tag))[0]
