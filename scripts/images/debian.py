"""A base image from Debian's packages, where no registry answers: debootstrap, then `docker import`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.images.catalogue import DEBIAN_PACKAGES, DEBIAN_SUITE
from scripts.images.engine import Unavailable, command, name_latest, tell
from scripts.images.wheels import CACHE

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NOT_NEEDED = (
    "var/cache/apt/archives",
    "var/lib/apt/lists",
    "var/log",
    "var/cache/debconf",
    "var/cache/ldconfig",
    "usr/share/doc",
    "usr/share/man",
    "usr/share/info",
    "usr/share/locale",
    "usr/share/lintian",
    "usr/share/i18n",
)
OF_THIS_MACHINE = ("etc/resolv.conf", "etc/hostname", "etc/machine-id")
HINT = "Debian: apt-get install debootstrap, and run this as root; or let the engine pull its base images"


def build(name: str) -> None:
    """Make the base image of that name."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise Unavailable(f"expected debootstrap and root, to make a base image from Debian's packages. Hint: {HINT}")
    tell(f"making {name} from Debian's packages (a minute) ...")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="root-", dir=CACHE) as place:
        root = Path(place) / "root"
        include = f"--include={','.join(DEBIAN_PACKAGES)}"
        words = ["debootstrap", "--variant=minbase", include, DEBIAN_SUITE, str(root)]
        command(words, hint=HINT, log=CACHE / "debootstrap.log")
        _slim(root)
        _import(root, name)


def _slim(root: Path) -> None:
    for name in NOT_NEEDED:
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir(parents=True)
    for name in OF_THIS_MACHINE:
        (root / name).unlink(missing_ok=True)
    for cache in (root / "usr").rglob("__pycache__"):
        shutil.rmtree(cache)


def _import(root: Path, name: str) -> None:
    """The tree as one layer: sorted, owned by number, without this day's times."""
    tree = ["tar", "--sort=name", "--mtime=@0", "--numeric-owner", "--one-file-system", "-C", str(root), "-c", "."]
    with subprocess.Popen(tree, stdout=subprocess.PIPE) as tar:
        words = ["docker", "import", "--change", f"ENV {PATH}", "--change", 'CMD ["bash"]', "-", name]
        done = subprocess.run(words, stdin=tar.stdout, capture_output=True, text=True, check=False)
    if tar.returncode or done.returncode:
        raise Unavailable(f"docker import of {root}: {done.stderr.strip() or f'tar ended with {tar.returncode}'}")
    name_latest(name)
