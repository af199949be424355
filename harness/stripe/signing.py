"""The `Stripe-Signature` header: `t=<timestamp>,v1=<HMAC-SHA256 of "<timestamp>.<payload>">`, by the whole secret.

https://docs.stripe.com/webhooks#verify-manually (fact 106)
"""

import hashlib
import hmac
import time


def signature(payload: str, secret: str, *, at: int, scheme: str = "v1") -> str:
    """One `scheme=hex` of a payload that is signed at `at` (seconds since 1970)."""
    return f"{scheme}={hmac.new(secret.encode(), f'{at}.{payload}'.encode(), hashlib.sha256).hexdigest()}"


def header(payload: str, secret: str, *, at: int | None = None, scheme: str = "v1") -> str:
    """The whole header, signed now unless `at` says when; each argument can be given wrong on purpose."""
    moment = int(time.time()) if at is None else at
    return f"t={moment},{signature(payload, secret, at=moment, scheme=scheme)}"
