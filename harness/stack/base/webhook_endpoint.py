"""The checkout's webhook, registered at the Stripe of the stack as a merchant does."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from harness.stack.base.environment import Keys
from harness.stack.base.failure import StackFailure
from harness.stack.base.http_probe import call

if TYPE_CHECKING:
    from harness.config.profile import Profile


def register(
    stripe_url: str, checkout_url: str, profile: "Profile", keys: Keys, *, part: str, hint: str, log: Path
) -> str:
    """The secret of the new endpoint; https://docs.stripe.com/api/webhook_endpoints/create.

    `checkout_url` is where that Stripe reaches the checkout.
    """
    endpoint = f"{stripe_url}/v1/webhook_endpoints"
    events = {f"enabled_events[{number}]": type for number, type in enumerate(profile.webhook_events)}
    form = {"url": checkout_url + profile.webhook_path, **events}
    status, body = call("POST", endpoint, form=form, token=keys.secret)
    if status != 200:
        raise StackFailure(part, f"POST {endpoint} to answer 200", f"{status}: {body[:300]}", hint, log)
    return str(json.loads(body)["secret"])
