"""The built bundle is what its sources make, and it is where the service is."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.checkout_pages.npm import WEB, NoNpm, build

SERVICE = WEB.parent
BUNDLE = SERVICE / "src" / "checkout" / "pages" / "bundle"
REBUILD = "run `npm ci && npm run build` in services/checkout/web"


def hashes(root: Path, without: tuple[str, ...]) -> dict[str, str]:
    """Every file below, by SHA-256."""
    files = (path for path in root.rglob("*") if path.is_file())
    named = {path.relative_to(root).as_posix(): path for path in files}
    wanted = {name: path for name, path in named.items() if not name.startswith(without)}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in wanted.items()}


def test_the_bundle_was_built_from_these_sources() -> None:
    """No Node needed: the manifest has the hash of every source, of the lock, and of every file built."""
    manifest = json.loads((BUNDLE / "manifest.json").read_text("utf-8"))
    assert hashes(WEB, ("node_modules/", ".gitignore")) == manifest["sources"], f"the sources have changed: {REBUILD}"
    assert hashes(BUNDLE, ("manifest.json",)) == manifest["outputs"], f"the bundle was changed by hand: {REBUILD}"


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """Elsewhere, with packages installed by the lock."""
    try:
        again = build(tmp_path)
    except NoNpm as reason:
        message = f"the pages cannot be built: {reason}"
        pytest.fail(message) if os.environ.get("REQUIRE_NODE") == "1" else pytest.skip(message)
    assert hashes(again, ()) == hashes(BUNDLE, ())


def test_the_lock_names_no_host_and_every_package_by_its_hash() -> None:
    """It works with whatever registry npm is told to use."""
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_pages_have_no_script_of_their_own_and_ask_nobody_but_stripe() -> None:
    """What the policy of their headers forbids is not there in the first place."""
    for page in BUNDLE.glob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), page.name
        assert set(re.findall(r"https?://[^\"'/\s]+", text)) <= {"https://js.stripe.com"}, page.name


def test_the_wheel_carries_the_bundle_and_not_the_sources(tmp_path: Path) -> None:
    """So does the image, which is made of it."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(words, cwd=SERVICE, check=True, capture_output=True, timeout=60)
    (wheel,) = tmp_path.glob("*.whl")
    packed = zipfile.ZipFile(wheel).namelist()
    bundle = {f"checkout/pages/bundle/{name}" for name in hashes(BUNDLE, ())}
    assert bundle <= set(packed)
    assert [name for name in packed if "node_modules" in name or name.endswith((".ts", ".tsx", ".mjs"))] == []
