"""A stack told to people: URLs, keys, how it ends."""

from harness.stack.base.stack import Stack
from harness.stack.docker import leftovers


def lines(stack: Stack) -> list[str]:
    """Where everything is and with which keys; of containers, how to look at them and how to remove them."""
    rows = {
        "checkout": stack.checkout_url,
        "Stripe API": stack.stripe_url,
        "AWS (DynamoDB, SES)": f"{stack.aws_url} ({stack.aws})" if stack.aws else stack.aws_url,
        "secret key": stack.secret_key,
        "publishable key": stack.publishable_key,
        "webhook secret": stack.webhook_secret,
        "admin": f"{stack.admin_email} / {stack.admin_password}",
        **{f"log of {name}": path for name, path in stack.logs.items()},
        **(_commands(stack) if stack.run else {}),
    }
    ends = "It stays up." if stack.stays_up else "Ctrl-C ends it."
    first = f"{stack.mode} stack ({stack.why}), up in {stack.startup_seconds:.1f} s. {ends}"
    return [first, *(f"  {name:20} {value}" for name, value in rows.items())]


def _commands(stack: Stack) -> dict[str, str]:
    found = f"$(docker ps -aq --filter label={leftovers.RUN}={stack.run})"
    names = " or ".join(stack.logs)
    return {
        "look": f"docker logs -f {leftovers.LABEL}-{stack.run}-NAME   (NAME is {names})",
        "stop": f"docker stop {found}",
        "remove": f"docker rm -f -v {found} && docker network rm {leftovers.LABEL}-{stack.run}",
        "or all at once": f"checkout-harness down {stack.run}",
    }
