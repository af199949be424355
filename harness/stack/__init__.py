"""How the system under test is started: which mode, and the mode's own module, each of which yields a `Stack`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness.stack.base.failure import StackFailure
from harness.stack.base.stack import RunningStack, Stack

if TYPE_CHECKING:
    from harness.config.profile import Profile

__all__ = ["MODES", "RunningStack", "Stack", "StackFailure", "choose", "start"]

KEEP_HINT = "use --stack=containers, or `checkout-harness up`, which keeps every stack until Ctrl-C"
AWS_HINT = "leave --aws out: there LocalStack, or what runs already, answers as AWS"
REDIRECT_HINT = (
    "use --stack=embedded, where the preload is found; or let the code take the address, and delete the line"
)
MODES = ("auto", "embedded", "containers", "external")


def _on_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def choose(
    mode: str, profile: "Profile | None" = None, stripe: str = "emulator", aws: str | None = None
) -> tuple[str, str]:
    """The mode that will run and why, from what was asked; StackFailure for one that there is not."""
    if aws and mode not in ("auto", "embedded"):
        raise StackFailure("--aws", "the embedded stack", f"--stack={mode} --aws={aws}", AWS_HINT)
    if mode == "auto" and aws:
        return "embedded", f"auto: --aws={aws} is the embedded stack's"
    if mode == "auto":
        why_not = _why_no_containers(profile, stripe)
        return (
            ("embedded", f"auto: {why_not}") if why_not else ("containers", "auto: an engine and the images are there")
        )
    if mode == "external":
        from harness.stack import external

        return mode, external.why(f"asked for by --stack={mode}")
    if mode in MODES:
        return mode, f"asked for by --stack={mode}"
    raise StackFailure("stack mode", f"one of {', '.join(MODES)}", f"--stack={mode}", "use --stack=auto")


def start(
    mode: str,
    profile: "Profile",
    *,
    seed: int,
    logs: Path,
    stripe: str = "emulator",
    aws: str | None = None,
    keep: bool = False,
    tell: Callable[[str], None] = _on_stderr,
) -> RunningStack:
    """Start (or, when external, find) the stack; StackFailure with log and hint when it cannot serve.

    `aws` is what answers as AWS in the embedded stack; `keep` leaves containers up; `tell` is given a line when
    something takes long.
    """
    chosen, why = choose(mode, profile, stripe, aws)
    if chosen == "containers":
        if profile.redirect:
            expected = "a checkout in containers to take Stripe's address from STRIPE_API_BASE"
            raise StackFailure("checkout", expected, _redirect(profile), REDIRECT_HINT)
        from harness.stack.docker import containers

        return containers.start(profile, why=why, seed=seed, logs=logs, stripe=stripe, keep=keep, tell=tell)
    if keep:
        raise StackFailure("--keep", "containers, which can outlive this command", f"{chosen} ({why})", KEEP_HINT)
    if chosen == "external":
        from harness.stack import external

        return external.start(profile, why=why)
    from harness.stack import embedded
    from harness.stack.aws import DEFAULT

    return embedded.start(profile, why=why, seed=seed, logs=logs, stripe=stripe, aws=aws or DEFAULT)


def _redirect(profile: "Profile") -> str:
    return f"[stripe] redirect = {profile.redirect!r}"


def _why_no_containers(profile: "Profile | None", stripe: str) -> str:
    if profile is not None and profile.redirect:
        return f"{_redirect(profile)} is the embedded stack's"
    if profile is not None and profile.container is None:
        return "the profile has no [container]"
    from harness.config import profile as profiles
    from harness.stack.docker import containers, images

    _, missing = images.find(*containers.own_images(profile or profiles.load(), stripe))
    return missing
