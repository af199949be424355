"""The images and what each is made of; a tag is the hash of all of it, so nothing is built twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "docker"
BUILD_LOCK = FILES / "build-requirements.txt"
SHARED = (FILES / "healthcheck.py", BUILD_LOCK)
PREFIX = "checkout-harness"
PYTHON_IMAGE = "python:3.13-slim-trixie"
LICENSED = bool(os.environ.get("LOCALSTACK_AUTH_TOKEN"))
LOCALSTACK_IMAGE = os.environ.get("LOCALSTACK_IMAGE") or f"localstack/localstack{'-pro' if LICENSED else ''}:4.14.0"
DEBIAN_SUITE, DEBIAN_PACKAGES = "trixie", ("python3",)
# Goes up when what `debian.py` does to the packages changes.
DEBIAN_RECIPE = "1"


@dataclass(frozen=True)
class Base:
    """What an image stands on: one from a registry, or the image of ours that stands in for it, if any can."""

    argument: str
    pulled: str
    stand_in: str


PYTHON = Base("PYTHON_IMAGE", PYTHON_IMAGE, "debian")
LOCALSTACK = Base("LOCALSTACK_IMAGE", LOCALSTACK_IMAGE, "" if LICENSED else "core")


@dataclass(frozen=True)
class Image:
    """One image: its folder under `docker/`, the lock of its packages, and the distributions or files of ours in it."""

    name: str
    folder: str
    base: Base
    lock: str = "requirements.txt"
    projects: tuple[str, ...] = ()
    # Files and folders of the repository, where a whole distribution is more than it needs.
    files: tuple[str, ...] = ()
    arguments: dict[str, str] = field(default_factory=dict)

    @property
    def repository(self) -> str:
        """The name without a tag."""
        return f"{PREFIX}/{self.name}"

    def tag(self, base: str) -> str:
        """The name of this image on that base, by the content of everything it is made of."""
        digest = hashlib.sha256(f"{base} {sorted(self.arguments.items())}".encode())
        for path, name in sorted(self.context(), key=lambda pair: pair[1]):
            digest.update(f"\0{name}\0".encode() + path.read_bytes())
        return f"{self.repository}:{digest.hexdigest()[:12]}"

    def context(self) -> Iterator[tuple[Path, str]]:
        """Every file that the build sees, and where; the packages of the lock come on top."""
        yield FILES / self.folder / "Dockerfile", "Dockerfile"
        yield FILES / self.folder / self.lock, "requirements.txt"
        for path in SHARED:
            yield path, path.name
        for project in self.projects:
            home = ROOT / "services" / project
            yield home / "pyproject.toml", f"projects/{project}/pyproject.toml"
            for path in _sources(home / "src"):
                yield path, f"projects/{project}/{path.relative_to(home).as_posix()}"
        for name in self.files:
            for path in _sources(ROOT / name):
                yield path, f"files/{path.relative_to(ROOT).as_posix()}"


def _sources(place: Path) -> Iterator[Path]:
    found = place.rglob("*") if place.is_dir() else [place]
    return (path for path in found if path.is_file() and path.suffix != ".pyc")


EMULATOR = "services/stripe_emulator/src/stripe_emulator"
# The tap, and Stripe's contract by which it judges: it is built anew when one of these changes, and only then.
TAP_FILES = (
    *(f"harness/{name}" for name in ("__init__.py", "tap")),
    *(f"harness/core/{name}" for name in ("__init__.py", "failure_codes", "masking.py", "cards.py")),
    *(f"{EMULATOR}/{name}" for name in ("__init__.py", "contract", "cards")),
    *(f"{EMULATOR}/wire/{name}" for name in ("__init__.py", "errors.py", "forms.py", "package_data.py")),
)

IMAGES = {
    image.name: image
    for image in (
        Image("core", "core", PYTHON),
        Image("localstack", "localstack", LOCALSTACK, projects=("stripe_emulator", "localstack_loader")),
        Image(
            "localstack-stock",
            "localstack",
            LOCALSTACK,
            lock="stock.txt",
            projects=("localstack_loader",),
            arguments={"HEALTH": "/stripe/js.stripe.com/v3/"},
        ),
        Image("emulator", "emulator", PYTHON, projects=("stripe_emulator",)),
        Image("checkout", "checkout", PYTHON, projects=("checkout",)),
        Image("tap", "tap", PYTHON, files=TAP_FILES),
    )
}
# What `make images` builds when it is not told.
WANTED = ("localstack", "emulator", "checkout", "tap")


def stand_in(base: Base) -> str:
    """The name of the image of ours that stands in for a base."""
    if base.stand_in == "debian":
        made_of = " ".join((DEBIAN_SUITE, *DEBIAN_PACKAGES, DEBIAN_RECIPE))
        return f"{PREFIX}/debian:{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"
    image = IMAGES[base.stand_in]
    return image.tag(stand_in(image.base))
