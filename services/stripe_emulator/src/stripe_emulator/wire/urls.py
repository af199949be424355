"""URLs in parameters: a web page's, or an app's own where Stripe allows one; none that a browser would run as code."""

from __future__ import annotations

from urllib.parse import urlsplit

from stripe_emulator.wire.errors import invalid

WEB = ("http", "https")
# Schemes of browsers, which no app has.
NO_APPS = frozenset(
    ("about", "blob", "chrome", "content", "data", "file", "filesystem", "ftp", "javascript", "vbscript", "view-source")
)


def is_web(url: str) -> bool:
    """Whether it is an absolute http or https URL with a host and a valid port."""
    return _is_sound(url) and urlsplit(url).scheme in WEB


def check_web(url: str | None, path: str) -> None:
    """Refuse a URL that is no web page's: 400 `url_invalid` in Stripe's words."""
    if url is not None and not is_web(url):
        raise _invalid_url(path)


def check_return(url: str | None, path: str) -> None:
    """Refuse a `return_url` that is neither a web page's nor an app's by its own scheme.

    https://docs.stripe.com/api/payment_intents/confirm; one without a host is refused (stripe-react-native, issue 539).
    """
    if url is not None and not (_is_sound(url) and urlsplit(url).scheme not in NO_APPS):
        raise _invalid_url(path)


def _is_sound(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.scheme and parts.hostname) and parts.port != 0 and url.isprintable() and url == url.strip()
    except ValueError:
        return False


def _invalid_url(path: str) -> Exception:
    return invalid("Not a valid URL", param=path, code="url_invalid")
