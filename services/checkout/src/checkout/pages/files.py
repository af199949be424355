"""The files of the bundle, read once; `manifest.json` says which there are and from which sources they were built."""

import gzip
import hashlib
import html
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import PurePosixPath

BUNDLE = files("checkout.pages").joinpath("bundle")
STRIPE_JS_BASE = "https://js.stripe.com"
# Where Stripe serves it (https://docs.stripe.com/sdks/stripejs-versioning), and as plain.html has it.
SCRIPT = f'<script src="{STRIPE_JS_BASE}/endive/stripe.js"></script>'
MEDIA_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class File:
    """One file as it is sent."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """The type its name says."""
        return MEDIA_TYPES[PurePosixPath(self.name).suffix]

    @cached_property
    def tag(self) -> str:
        """An ETag: the same for the same content."""
        return f'W/"{hashlib.sha256(self.content).hexdigest()[:20]}"'

    @cached_property
    def packed(self) -> bytes:
        """The content for who takes gzip."""
        return gzip.compress(self.content, mtime=0)


@cache
def assets() -> dict[str, File]:
    """The files that pages refer to, by name."""
    found = BUNDLE.joinpath("assets").iterdir()
    return {entry.name: File(entry.name, entry.read_bytes()) for entry in found}


def page(name: str, stripe_js_base: str) -> File:
    """A page of the bundle. With another base than Stripe's own, Stripe.js comes from there: what a script tag has
    loaded before, @stripe/stripe-js takes; a tag so marked is loaded again when it failed (web/src/stripe.ts)."""
    text = BUNDLE.joinpath(name).read_text("utf-8")
    if stripe_js_base != STRIPE_JS_BASE:
        script = SCRIPT.replace(STRIPE_JS_BASE, html.escape(stripe_js_base)).replace(
            "<script", "<script data-stripe-js"
        )
        text = text.replace(f"    {SCRIPT}\n", "").replace("<script ", f"{script}\n    <script ", 1)
    return File(name, text.encode())
