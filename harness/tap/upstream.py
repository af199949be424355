"""Where the backend is, as the command line says it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Upstream:
    """A Stripe backend: its address, the `Host` it is asked by, and a path that stands before every target."""

    host: str
    port: int
    authority: bytes
    prefix: bytes
    tls: ssl.SSLContext | None

    @classmethod
    def of(cls, url: str) -> Upstream:
        """The backend at a URL; ValueError for what is no http or https URL."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"expected an http:// or https:// URL, got {url!r}. Try http://127.0.0.1:4566")
        tls = ssl.create_default_context() if parts.scheme == "https" else None
        authority = parts.netloc.rpartition("@")[2].encode()
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname, port, authority, parts.path.rstrip("/").encode(), tls)
