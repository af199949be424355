"""What the checkout is told by its environment; nothing else in the package reads `os.environ`."""

import logging
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

LOG = logging.getLogger("checkout.settings")


class SettingsError(ValueError):
    """A setting is missing or unusable; the message names it and says what to set."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one running checkout and another. Secrets never appear in its `repr`."""

    stripe_api_key: str = field(repr=False)
    stripe_publishable_key: str
    stripe_api_base: str = "http://localhost:4566"
    stripe_public_api_base: str = ""
    stripe_js_base: str = "https://js.stripe.com"
    stripe_webhook_secret: str = field(default="", repr=False)
    aws_endpoint_url: str = ""
    aws_region: str = "us-east-1"
    aws_access_key_id: str = field(default="", repr=False)
    aws_secret_access_key: str = field(default="", repr=False)
    table_prefix: str = "checkout-"
    token_secret: str = field(default="", repr=False)
    token_seconds: int = 3600
    quick_passwords: bool = False
    admin_email: str = ""
    admin_password: str = field(default="", repr=False)
    mail_from: str = "orders@shop.example"
    # Of each attempt at Stripe, and how many more there are: a shopper is answered within half a minute.
    stripe_timeout_seconds: float = 8.0
    stripe_retries: int = 2

    @property
    def public_api_base(self) -> str:
        """Where a browser reaches Stripe's API; differs from ours when the checkout runs inside a container."""
        return self.stripe_public_api_base or self.stripe_api_base

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the documented variables; raises SettingsError for a key that is missing or of the wrong kind."""
        return cls(
            stripe_api_key=_key(environment, "STRIPE_API_KEY", ("sk_", "rk_")),
            stripe_publishable_key=_key(environment, "STRIPE_PUBLISHABLE_KEY", ("pk_",)),
            stripe_api_base=_base(environment.get("STRIPE_API_BASE") or cls.stripe_api_base),
            stripe_public_api_base=_base(environment.get("STRIPE_PUBLIC_API_BASE", "")),
            stripe_js_base=_base(environment.get("STRIPE_JS_BASE") or cls.stripe_js_base),
            stripe_webhook_secret=environment.get("STRIPE_WEBHOOK_SECRET", "").strip(),
            aws_endpoint_url=environment.get("AWS_ENDPOINT_URL", ""),
            aws_region=environment.get("AWS_DEFAULT_REGION") or cls.aws_region,
            aws_access_key_id=environment.get("AWS_ACCESS_KEY_ID", ""),
            aws_secret_access_key=environment.get("AWS_SECRET_ACCESS_KEY", ""),
            table_prefix=environment.get("TABLE_PREFIX") or cls.table_prefix,
            token_secret=environment.get("TOKEN_SECRET") or _random_token_secret(),
            quick_passwords=_quick_passwords(environment.get("PASSWORD_HASHING", "")),
            admin_email=environment.get("ADMIN_EMAIL", ""),
            admin_password=environment.get("ADMIN_PASSWORD", ""),
            mail_from=environment.get("MAIL_FROM") or cls.mail_from,
            stripe_timeout_seconds=_seconds(environment, "STRIPE_TIMEOUT_SECONDS", cls.stripe_timeout_seconds),
            stripe_retries=_count(environment, "STRIPE_RETRIES", cls.stripe_retries),
        )


def _key(environment: Mapping[str, str], name: str, prefixes: tuple[str, ...]) -> str:
    value = environment.get(name, "").strip()
    if not value.startswith(prefixes):
        got = "nothing" if not value else "something else"
        wanted = " or ".join(prefixes)
        raise SettingsError(f"{name} must start with {wanted}; got {got}. Set it to your Stripe test key.")
    return value


def _base(url: str) -> str:
    url = url.strip().rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise SettingsError(f"A base of Stripe's must be an http(s) URL; got {url!r}. Try http://localhost:4566.")
    return url


def _seconds(environment: Mapping[str, str], name: str, usual: float) -> float:
    text = environment.get(name, "").strip()
    try:
        seconds = float(text) if text else usual
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise SettingsError(f"{name} must be a number of seconds above 0; got {text!r}. Try {usual:g}.")
    return seconds


def _count(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name, "").strip()
    if not (text or str(usual)).isdecimal():
        raise SettingsError(f"{name} must be 0 or a whole number above it; got {text!r}. Try {usual}.")
    return int(text or usual)


def _quick_passwords(wish: str) -> bool:
    if wish not in ("", "quick"):
        raise SettingsError(f"PASSWORD_HASHING must be `quick`, for tests, or absent; got {wish!r}.")
    if wish:
        LOG.warning("PASSWORD_HASHING=quick: passwords are hashed as quickly as can be, which is for tests alone")
    return bool(wish)


def _random_token_secret() -> str:
    LOG.warning("TOKEN_SECRET is not set: tokens end with this process and hold for no other one")
    return secrets.token_hex(32)
