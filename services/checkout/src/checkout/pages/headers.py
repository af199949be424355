"""What a browser is told about the pages: where things may come from, and how long they stay the same.

The policy is Stripe's (https://docs.stripe.com/security/guide#content-security-policy) and nothing beside it.
"""

from urllib.parse import urlsplit

YEAR_SECONDS = 31_536_000
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}


def for_asset() -> dict[str, str]:
    """A file whose name changes with its content never changes."""
    return {**NO_SNIFFING, "Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}


def for_page(stripe_js_base: str) -> dict[str, str]:
    """A page names the files of this version, so it is asked for every time."""
    return {
        **NO_SNIFFING,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _policy(stripe_js_base),
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Frame-Options": "DENY",
    }


def _policy(stripe_js_base: str) -> str:
    parts = urlsplit(stripe_js_base)
    stripe_js = f"{parts.scheme}://{parts.netloc}"
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' {stripe_js} https://*.js.stripe.com",
        "frame-src": f"{stripe_js} https://*.js.stripe.com https://hooks.stripe.com",
        "connect-src": "'self' https://api.stripe.com",
        "img-src": "'self' https://*.stripe.com",
        "style-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{directive} {allowed}" for directive, allowed in sources.items())
