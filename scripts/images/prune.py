"""Remove images of ours that nothing names any more: old contents, and what a build left of its first stage."""

from __future__ import annotations

from scripts.images import engine
from scripts.images.catalogue import IMAGES, PREFIX, stand_in
from scripts.images.engine import Unavailable, tell

# Labels: of every build stage (in the Dockerfiles), of every image that was built.
STAGE, BASE = f"{PREFIX}.stage", f"{PREFIX}.base"


def prune() -> list[str]:
    """The tags that were removed; one that a container still uses stays. Nobody else's image is touched."""
    tags = current()
    repositories = {tag.partition(":")[0] for tag in tags}
    words = ("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", f"--filter=reference={PREFIX}/*")
    removed = []
    for tag in engine.run(*words).split():
        repository, _, name = tag.partition(":")
        if repository not in repositories or name in ("latest", "<none>") or tag in tags:
            continue
        try:
            engine.run("image", "rm", tag)
        except Unavailable:
            tell(f"{tag} stays: a container uses it")
        else:
            removed.append(tag)
    for label in (STAGE, BASE):
        engine.run("image", "prune", "--force", f"--filter=label={label}")
    return removed


def current() -> set[str]:
    """Every tag that today's contents have, on each base that they may stand on."""
    images = IMAGES.values()
    stand_ins = {stand_in(image.base) for image in images if image.base.stand_in}
    return stand_ins | {image.tag(base) for image in images for base in (image.base.pulled, *stand_ins)}
