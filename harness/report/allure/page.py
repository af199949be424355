"""Allure's one page as it is kept: without the script that tells its maker who reads it, and its data packed.

Allure writes every result and attachment in base64 of its own, uncompressed: 49 MB for a whole gate. Here they are one
gzip stream, which every browser since 2023 unpacks (https://developer.mozilla.org/docs/Web/API/DecompressionStream).
Nothing is left out.
"""

import base64
import gzip
import json
import re
from pathlib import Path

UNPACK = Path(__file__).with_name("unpack.html")
ANALYTICS = re.compile(
    r'\s*<script async src="https://www\.googletagmanager\.com/gtag/js\?id=[\w-]+"></script>'
    r"\s*<script>\s*window\.dataLayer = [^<]*gtag\('config'[^<]*</script>"
)
TRACES = re.compile(r"googletagmanager|google-analytics|gtag\(|dataLayer")
DATA = re.compile(
    r'(?P<before><div id="app"></div>.*?)'
    r"<script async>\s*window\.allureReportDataReady = false;[^<]*</script>\s*"
    r"<script defer>\s*Promise\.allSettled\(\[(?P<entries>[^<\]]*)\]\)[^<]*</script>",
    re.DOTALL,
)
ENTRY = re.compile(r'd\("([^"\\]+)","([A-Za-z0-9+/=]*)"\)')


class PageChanged(Exception):
    """Allure's page is not as the pinned version writes it."""

    def __init__(self, expected: str, got: str, name: str) -> None:
        super().__init__(
            f"expected {expected} in Allure's page, got {got}. Hint: look at {__name__}.{name}, the page has changed"
        )


def finished(page: str) -> str:
    """The page that is kept."""
    return packed(without_analytics(page))


def without_analytics(page: str) -> str:
    """The page without its analytics; PageChanged when they are not where they were."""
    cleaned, found = ANALYTICS.subn("", page)
    if found != 1 or TRACES.search(cleaned):
        got = f"{found} such scripts" if found != 1 else "another trace of it"
        raise PageChanged("one analytics script to take out", got, "ANALYTICS")
    return cleaned


def packed(page: str) -> str:
    """The page with its data as one gzip stream: a line of JSON that names and measures them, then their bytes.

    They come before Allure's program, which asks for nothing until they are unpacked only when it finds their place.
    """
    scripts = list(DATA.finditer(page))
    if len(scripts) != 1:
        raise PageChanged("one script with its data", f"{len(scripts)}", "DATA")
    written = scripts[0]["entries"]
    entries = ENTRY.findall(written)
    if not entries or ",".join(f'd("{name}","{value}")' for name, value in entries) != written:
        raise PageChanged('its data as d("name","base64")', f"{written[:80]}…", "ENTRY")
    values = [base64.b64decode(value) for _, value in entries]
    index = [(name, len(value)) for (name, _), value in zip(entries, values, strict=True)]
    stream = gzip.compress(b"\n".join((json.dumps(index).encode(), b"".join(values))), mtime=0)
    unpack = UNPACK.read_text("utf-8").strip().replace("PACKED", base64.b64encode(stream).decode(), 1)
    return page[: scripts[0].start()] + unpack + scripts[0]["before"].rstrip() + page[scripts[0].end() :]
