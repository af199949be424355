"""The environment variables a checkout is started with; the same names in every mode."""

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.stack.redirect import variables

if TYPE_CHECKING:
    from harness.config.profile import Profile

LOOPBACK_NAMES = "127.0.0.1,localhost"
REGION = "us-east-1"
DROPPED = ("AWS_", "STRIPE_", "TABLE_PREFIX", "TOKEN_SECRET", "MAIL_FROM", "ADMIN_")


@dataclass(frozen=True)
class Keys:
    """Test-mode keys and the shop's first admin, all derived from the run's seed.

    `webhook_secret` signs where no endpoint is registered: then only the harness sends webhooks.
    """

    account: str
    secret: str = field(repr=False)
    publishable: str
    webhook_secret: str = field(repr=False)
    admin_email: str
    admin_password: str = field(repr=False)
    token_secret: str = field(repr=False)

    @classmethod
    def from_seed(cls, seed: int) -> "Keys":
        """The same keys for the same seed."""
        draw = random.Random(f"keys {seed}")
        word = "".join(draw.choices("abcdefghjkmnpqrstuvwxyz23456789", k=16))
        password, token_secret, webhook = (f"{draw.getrandbits(128):032x}" for _ in range(3))
        account = f"harness{word}"
        return cls(
            account,
            f"sk_test_{account}",
            f"pk_test_{account}",
            f"whsec_{webhook}",
            "admin@shop.example",
            f"Admin-{password[:16]}",
            token_secret,
        )


def clean_environment() -> dict[str, str]:
    """This process's environment without what could point a service at a real Stripe, AWS, or proxy."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    return {**inherited, "NO_PROXY": LOOPBACK_NAMES, "no_proxy": LOOPBACK_NAMES}


def checkout_environment(
    profile: "Profile",
    keys: Keys,
    places: Mapping[str, str],
    *,
    stripe_url: str,
    public_stripe_url: str,
    aws_url: str,
    webhook_secret: str,
) -> dict[str, str]:
    """What the checkout gets: the documented variables, then the profile's own `[env]` on top.

    `places` are those of `harness.config.checkout.places`. `stripe_url` is where the checkout asks Stripe,
    `public_stripe_url` where a browser does: a tap is between.
    """
    documented = {
        "STRIPE_API_KEY": keys.secret,
        "STRIPE_PUBLISHABLE_KEY": keys.publishable,
        "STRIPE_API_BASE": stripe_url,
        "STRIPE_PUBLIC_API_BASE": public_stripe_url,
        "STRIPE_WEBHOOK_SECRET": webhook_secret,
        "AWS_ENDPOINT_URL": aws_url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "TOKEN_SECRET": keys.token_secret,
        "ADMIN_EMAIL": keys.admin_email,
        "ADMIN_PASSWORD": keys.admin_password,
    }
    env = {**documented, **profile.environment({**places, **documented})}
    return {**env, **variables(profile.redirect, stripe_url, {**os.environ, **env})}
