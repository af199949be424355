"""The documentation builds without a warning, its links lead somewhere, and it needs no other host."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.docs.site import Site

ROOT = Path(__file__).resolve().parents[2]


def test_the_site(tmp_path: Path) -> None:
    """One build for all of it: it is most of the time this takes."""
    line = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-b", "dirhtml"]
    folders = ["-d", str(tmp_path / "doctrees"), "docs", str(tmp_path / "html")]
    built = subprocess.run([*line, *folders], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    site = Site(tmp_path / "html")
    assert len(site.pages) > 30
    assert list(site.broken_links()) == []
    assert list(site.foreign_hosts()) == []


def test_a_broken_link_is_told(tmp_path: Path) -> None:
    """To a page, to an id, to a file; good ones, and those to other hosts, are not."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text(
        '<h1 id="here"></h1><a href="../"></a><a href="../file.txt"></a>', "utf-8"
    )
    (tmp_path / "file.txt").write_text("", "utf-8")
    links = ("a/#here", "a/#gone", "b/", "a/missing.txt", "https://docs.stripe.com/api", "a/")
    page = "".join(f'<a href="{link}"></a>' for link in links)
    (tmp_path / "index.html").write_text(page, "utf-8")
    assert list(Site(tmp_path).broken_links()) == ["/: a/#gone", "/: b/", "/: a/missing.txt"]


def test_what_is_fetched_from_elsewhere_is_told(tmp_path: Path) -> None:
    """Scripts, style sheets, pictures, and what a style sheet fetches; a link to click is nothing fetched."""
    page = (
        '<script src="https://cdn.test/a.js"></script><script src="_static/a.js"></script>'
        '<link rel="preconnect" href="//fonts.test"><link rel="next" href="https://site.test/b">'
        '<img src="data:image/png;base64,"><a href="https://docs.stripe.com"></a>'
    )
    (tmp_path / "index.html").write_text(page, "utf-8")
    (tmp_path / "site.css").write_text("@font-face { src: url(https://fonts.test/a.woff2) }", "utf-8")
    hosts = ["/: https://cdn.test/a.js", "/: //fonts.test", "site.css: url(http"]
    assert list(Site(tmp_path).foreign_hosts()) == hosts
