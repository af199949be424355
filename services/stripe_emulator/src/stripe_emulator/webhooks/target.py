"""Where a webhook goes: the parts of its URL that a connection and a request need."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

PORTS = {"http": 80, "https": 443}
IN_PATHS = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed URL; `host` as it is connected to, `authority` as the `Host` header has it."""

    scheme: str
    host: str
    port: int
    authority: str
    path: str
    # Basic credentials, where the URL has some.
    authorization: str | None = None

    @classmethod
    def of(cls, url: str) -> Target:
        """The target of an http or https URL; raises ValueError (UnicodeError for a host that is no name)."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"expected an http or https URL, got {url[:200]!r}")
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
        port = parts.port or PORTS[parts.scheme]
        named = f"[{host}]" if ":" in host else host
        path = quote(parts.path or "/", safe=IN_PATHS)
        query = f"?{quote(parts.query, safe=IN_PATHS)}" if parts.query else ""
        return cls(
            parts.scheme,
            host,
            port,
            named if port == PORTS[parts.scheme] else f"{named}:{port}",
            path + query,
            _basic(parts.username, parts.password) if parts.username is not None else None,
        )

    @property
    def server(self) -> tuple[str, str, int]:
        """The key of a connection: scheme, host, port."""
        return self.scheme, self.host, self.port

    def request(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        """A whole POST; raises ValueError for a header that cannot be sent."""
        sent = {"Host": self.authority, "Accept": "*/*", "Content-Length": str(len(body)), **headers}
        if self.authorization is not None:
            sent["Authorization"] = self.authorization
        head = "".join(f"{name}: {_sound(value)}\r\n" for name, value in sent.items())
        return f"POST {self.path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


def _sound(value: str) -> str:
    if not value.isprintable():
        raise ValueError(f"expected a header without control characters, got {value[:200]!r}")
    return value


def _basic(name: str, password: str | None) -> str:
    return "Basic " + b64encode(f"{unquote(name)}:{unquote(password or '')}".encode()).decode()
