"""A built site as files: its pages, what they link to, and what a browser would fetch for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

ORIGIN = "http://site.test/"
FETCHED = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
}
FOLLOWED = ("stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "prefetch", "manifest")


@dataclass
class Page(HTMLParser):
    """What one page has: ids to jump to, links to follow, and what is fetched to show it."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the ids and addresses of one element."""
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in FETCHED and values.get(FETCHED[tag]):
            self.fetched.append(values[FETCHED[tag]])
        if tag == "link" and set(values.get("rel", "").split()) & set(FOLLOWED):
            self.fetched.append(values["href"])


@dataclass(frozen=True)
class Site:
    """The files below one folder, served from the root of a host."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every page by its address."""
        return {self._address(path): _parsed(path) for path in sorted(self.folder.rglob("*.html"))}

    def broken_links(self) -> Iterator[str]:
        """Links within the site that lead to no file, or to no element of the page."""
        for address, page in self.pages.items():
            for link in page.links:
                target, fragment = urldefrag(urljoin(address, link))
                if target.startswith(ORIGIN) and not self._leads_somewhere(target, unquote(fragment)):
                    yield f"{urlsplit(address).path}: {link}"

    def foreign_hosts(self) -> Iterator[str]:
        """What a browser would fetch from elsewhere to show a page or a style sheet."""
        for address, page in self.pages.items():
            yield from (f"{urlsplit(address).path}: {one}" for one in page.fetched if _is_foreign(one))
        for path in self.folder.rglob("*.css"):
            text = path.read_text("utf-8")
            yield from (
                f"{path.name}: {mark}" for mark in ("@import", "url(http", "url(//", 'url("http') if mark in text
            )

    def _leads_somewhere(self, target: str, fragment: str) -> bool:
        if target in self.pages:
            return fragment in ("", "top", "#") or fragment in self.pages[target].ids
        return (self.folder / unquote(urlsplit(target).path).lstrip("/")).is_file()

    def _address(self, path: Path) -> str:
        return ORIGIN + path.relative_to(self.folder).as_posix().removesuffix("index.html")


def _parsed(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text("utf-8"))
    return page


def _is_foreign(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https") or address.startswith("//")
