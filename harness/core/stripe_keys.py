"""Which keys of Stripe's may be used here: those of test mode and of sandboxes. Any other is refused before it is sent.

Sandboxes and test mode have the same prefixes: https://docs.stripe.com/keys. An organisation's keys begin with
`sk_org` in both modes, and need a header that is not sent here: https://docs.stripe.com/keys/organization-api-keys.
"""

import re

SECRET = ("sk_test_", "rk_test_")
PUBLISHABLE = ("pk_test_",)
HINT = "test keys are at https://dashboard.stripe.com/test/apikeys; nothing was sent"
_AROUND = r"""[\s"'`“”‘’\u200b\u2060\ufeff]+"""
_STRIPPED = re.compile(rf"^{_AROUND}|{_AROUND}$")
_OTHER_MODE = re.compile(r"(?<![a-z0-9])(?:sk|rk|pk)_(?:live|org)(?![a-z0-9])", re.IGNORECASE)


def stripped(value: str) -> str:
    """A key as it was meant: without the blanks and quotes around it that shells, files and pages leave."""
    return _STRIPPED.sub("", value)


def refusal(key: str, allowed: tuple[str, ...]) -> str:
    """Why this stripped key may not be used, in words that do not show it; empty when it may."""
    if any(key.startswith(prefix) and re.fullmatch(r"[A-Za-z0-9_]{1,240}", key[len(prefix) :]) for prefix in allowed):
        return ""
    if not key:
        return "not set"
    return "a live key, which charges real cards" if holds_live_key(key) else "no such key"


def holds_live_key(text: str) -> bool:
    """Whether a key of live mode or of an organisation stands anywhere in a text."""
    return _OTHER_MODE.search(text) is not None


def wanted(allowed: tuple[str, ...]) -> str:
    """What is allowed, for messages: `sk_test_... or rk_test_...`."""
    return " or ".join(f"{prefix}..." for prefix in allowed)
