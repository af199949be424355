"""Whether a URL leads to this machine, asked before a key is sent there; and where the stack has Stripe's pages."""

import ipaddress
import re
from urllib.parse import urlsplit

# What some clients drop and some read as a slash, so that they disagree about the host.
_ODD = re.compile(r"[\s\\\x00-\x1f\x7f]")

# https://docs.stripe.com/payment-links: links are at buy.stripe.com/CODE, the emulator's at /b/CODE.
LINKS_HOST, LINKS = "buy.stripe.com", "/b/"


def path_of_stripes_page(url: str) -> str:
    """Path and query of a page of Stripe's, as the stack's Stripe has it."""
    address = urlsplit(url)
    path = address.path
    if address.hostname == LINKS_HOST and not path.startswith(LINKS):
        path = LINKS + path.removeprefix("/")
    return f"{path}?{address.query}" if address.query else path


def on_this_machine(url: str) -> bool:
    """Whether it is an http(s) URL of `localhost`, 127.0.0.0/8 or [::1], with no user before the host.

    Short and unspecified addresses (`127.1`, `0.0.0.0`) are none: what they lead to depends on the system.
    """
    if _ODD.search(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return False
    return host in ("localhost", "localhost.") or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
