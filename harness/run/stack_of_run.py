"""The stack of one run: chosen, started, asked what its Stripe can do, and described for the reports."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.run import options

if TYPE_CHECKING:
    from harness.judging.verdict import Ability
    from harness.stack import RunningStack

# Without these of the Stripe backend no purchase can be tried.
NEEDED_TO_PROBE = {"payments", "browser_payments"}
# What the reports tell of the stack.
FACTS = ("mode", "why", "startup_seconds", "parts", "run", "images", "logs")


class StackOfRun:
    """One process's stack; `running` is None until `start` returned."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.running: RunningStack | None = None
        self._asked_seconds: float | None = None

    def start(self, logs: Path, tell: Callable[[str], None]) -> "RunningStack":
        """Start it; StackFailure or ProfileError when it cannot serve. `tell` is given a line where it takes long."""
        from harness import stack
        from harness.config import profile
        from harness.stack import own_contract

        option = self._config.option
        chosen = profile.load(options.profile_path(self._config))
        self.running = stack.start(
            option.stack or "auto",
            chosen,
            seed=option.seed,
            logs=logs,
            stripe=option.stripe,
            aws=option.aws,
            keep=option.keep,
            tell=tell,
        )
        self._config.add_cleanup(self.running.close)
        self.running.stack = own_contract.kept(self.running.stack, logs)
        return self.running

    def ask_backend(self) -> None:
        """Ask the stack's Stripe what it can do, so that no case is run that it cannot judge."""
        from harness.stripe import probing

        if self.running is None:
            return
        began = time.monotonic()
        self.running.stack = replace(self.running.stack, missing_capabilities=probing.ask(self.running.stack))
        self._asked_seconds = round(time.monotonic() - began, 3)

    def probe(self) -> str:
        """Why the checkout's adapter cannot be used; empty when one purchase and one decline went through it."""
        from harness.shop import probe

        if self.running is None or NEEDED_TO_PROBE & set(self.running.stack.missing_capabilities):
            return ""
        return probe.what_failed(probe.probe(self.running.stack, self._config.option.seed))

    def not_offered(self) -> dict[str, str]:
        """What the checkout does not offer, with what cannot be judged without it."""
        from harness.checkouts.features import not_offered
        from harness.checkouts.loading import features_of, load

        return not_offered(features_of(load(self.running.stack.adapter))) if self.running is not None else {}

    def broken(self) -> tuple[str, ...]:
        """The parts that ended by themselves, each with its log."""
        return tuple(map(str, self.running.broken())) if self.running is not None else ()

    def abilities(self) -> "tuple[Ability, ...]":
        """What its Stripe can do and what it cannot."""
        from harness.stripe.probing.fidelity import abilities

        return abilities(self.running.stack.missing_capabilities) if self.running is not None else ()

    def mode_and_reason(self) -> tuple[str, str]:
        """Its mode and why that one; before the start, of the stack that will be."""
        if self.running is not None:
            return self.running.stack.mode, self.running.stack.why
        from harness import stack
        from harness.config import profile

        option = self._config.option
        try:
            wanted = profile.load(options.profile_path(self._config))
            return stack.choose(option.stack or "auto", wanted, option.stripe, option.aws)
        except (stack.StackFailure, profile.ProfileError) as failure:
            return "none", failure.got if isinstance(failure, stack.StackFailure) else "its profile cannot be used"

    def facts(self, logs: dict[str, str]) -> dict[str, Any]:
        """What the reports tell of it; `logs` are those of a stack that did not start."""
        choices = self._asked_for()
        if self.running is None:
            return {"mode": "none", "why": "no stack was started", "startup_seconds": None, "logs": logs, **choices}
        running = self.running.stack
        return {
            **{name: getattr(running, name) for name in FACTS},
            "aws_engine": running.aws,
            "backend_asked_seconds": self._asked_seconds,
            "webhook_events": list(running.webhook_events),
            **choices,
        }

    def _asked_for(self) -> dict[str, Any]:
        option = self._config.option
        return {
            "asked": option.stack or "auto",
            "profile": option.checkout_profile or "reference",
            "stripe": option.stripe,
            "aws": option.aws,
            "contract": option.contract,
            "browser": option.checkout_browser,
        }
