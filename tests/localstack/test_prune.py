"""Images of another day go; today's, those in use, and those of others stay."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator

import pytest

from scripts.images import catalogue, prune
from tests.localstack.engine import docker, made


@pytest.fixture
def prefix(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A name of this test's own instead of the project's: the real images are not touched."""
    own = f"checkout-harness-test-{uuid.uuid4().hex[:12]}"
    monkeypatch.setattr(prune, "PREFIX", own)
    monkeypatch.setattr(prune, "STAGE", f"{own}.stage")
    monkeypatch.setattr(prune, "BASE", f"{own}.base")
    monkeypatch.setattr(catalogue, "PREFIX", own)
    yield own
    for found in docker("image", "ls", "--quiet", "--filter", f"reference={own}/*").split():
        docker("image", "rm", "--force", found, check=False)


def there(image: str) -> bool:
    """Whether the engine has it."""
    return subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False).returncode == 0


def test_only_what_no_content_names_goes(prefix: str) -> None:
    now = prune.current()
    assert all(tag.startswith(f"{prefix}/") for tag in now)
    staying = [*now, f"{prefix}/checkout:latest", f"{prefix}/not-ours:0123456789ab"]
    old = [f"{prefix}/checkout:0123456789ab", f"{prefix}/localstack:ba9876543210", f"{prefix}/debian:000000000000"]
    for tag in (*staying, *old):
        made(tag, f"unique={uuid.uuid4()}")
    assert sorted(prune.prune()) == sorted(old)
    assert [there(tag) for tag in staying] == [True] * len(staying)
    assert [there(tag) for tag in old] == [False] * len(old)


def test_one_that_a_container_uses_stays(prefix: str, capsys: pytest.CaptureFixture[str]) -> None:
    tag = f"{prefix}/checkout:0123456789ab"
    made(tag)
    container = docker("create", tag)
    try:
        assert prune.prune() == []
        assert there(tag)
        assert f"{tag} stays: a container uses it" in capsys.readouterr().err
    finally:
        docker("rm", container)


def test_nameless_ones_go_by_our_labels_only(prefix: str) -> None:
    """A stage of a build, and an image whose name went to a newer one."""
    stage, lost = made("", f"{prefix}.stage=build", "unique=1"), made("", f"{prefix}.base=x", "unique=2")
    others = made("", f"unique={uuid.uuid4()}")
    try:
        prune.prune()
        assert [there(image) for image in (stage, lost, others)] == [False, False, True]
    finally:
        docker("image", "rm", others, check=False)


@pytest.mark.parametrize("folder", sorted({image.folder for image in catalogue.IMAGES.values()}))
def test_every_stage_that_is_left_behind_bears_the_label(folder: str) -> None:
    """Or nobody could tell whose it is."""
    lines = (catalogue.FILES / folder / "Dockerfile").read_text("utf-8").splitlines()
    stages = [number for number, line in enumerate(lines) if line.startswith("FROM ")]
    assert [lines[number + 1] for number in stages[:-1]] == [f"LABEL {prune.STAGE}=build"] * (len(stages) - 1)
