"""Have an image: the one that is there, else one built on a base that could be pulled, else on one of ours."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from scripts.images import debian, engine, wheels
from scripts.images.catalogue import BUILD_LOCK, FILES, IMAGES, PREFIX, Base, Image, stand_in
from scripts.images.engine import Unavailable

LICENSED = (
    "LOCALSTACK_AUTH_TOKEN asks for the licensed LocalStack; LOCALSTACK_IMAGE names another image of it, and without "
    "the token the open one is taken"
)


def ensure(name: str, *, offline: bool = False) -> str:
    """The tag of the image of that name, which is there and `latest` afterwards; Unavailable when it cannot be had."""
    image = IMAGES[name]
    tag = _found(image, offline=offline)
    if tag is None:
        return _build(image, _base(image.base, offline))
    engine.name_latest(tag)
    return tag


def there(name: str) -> str:
    """The tag of the image of that name, where it was built already; Unavailable, and quickly, where it was not."""
    tag = _found(IMAGES[name], offline=False)
    if tag is None:
        version = engine.run("version", "--format", "{{.Server.Version}}")
        raise Unavailable(f"the image {name} is not built yet (engine {version.strip()}). Hint: make images")
    return tag


def _found(image: Image, *, offline: bool) -> str | None:
    made = (image.tag(base) for base in _bases(image.base, offline))
    return next((tag for tag in made if engine.has(tag)), None)


def _bases(base: Base, offline: bool) -> list[str]:
    return [*([] if offline and base.stand_in else [base.pulled]), *([stand_in(base)] if base.stand_in else [])]


def _base(base: Base, offline: bool) -> str:
    """A base that is there now."""
    if not offline and (engine.has(base.pulled) or engine.pull(base.pulled)):
        return base.pulled
    if not base.stand_in:
        raise Unavailable(
            f"{base.pulled} is not here and cannot be pulled, and nothing stands in for it. Hint: {LICENSED}"
        )
    name = stand_in(base)
    if base.stand_in == "debian":
        if not engine.has(name):
            debian.build(name)
        return name
    return ensure(base.stand_in, offline=True)


def _build(image: Image, base: str) -> str:
    tag = image.tag(base)
    packages = wheels.fetch(FILES / image.folder / image.lock, BUILD_LOCK)
    engine.tell(f"building {tag} on {base} ...")
    with tempfile.TemporaryDirectory(prefix="context-", dir=wheels.CACHE) as place:
        context = Path(place)
        for source, name in image.context():
            (context / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, context / name)
        shutil.copytree(packages, context / "wheels", copy_function=_link)
        arguments = {image.base.argument: base, **image.arguments}
        given = [word for name, value in arguments.items() for word in ("--build-arg", f"{name}={value}")]
        tags = ["--tag", tag, "--tag", f"{image.repository}:latest", "--label", f"{PREFIX}.base={base}"]
        engine.run("build", "--network=none", *given, *tags, place, log=wheels.CACHE / f"{image.name}.log")
    return tag


def _link(source: str, target: str) -> None:
    os.link(source, target)
