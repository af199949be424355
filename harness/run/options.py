"""The options of a run, as pytest knows them. A name that another installed plugin has already stays that plugin's."""

from __future__ import annotations

from argparse import SUPPRESS
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.browser import policy
from harness.config.usual import USUAL
from harness.stack.aws import CHOICES

if TYPE_CHECKING:  # the gate itself has no need of it, and waits for it
    import pytest

# It has no entry point: a project's own `pytest` must not get its options and fixtures. Suites ask for it by `-p`.
PLUGIN = "harness.run.plugin"
# Plugins (names of their pytest11 entry points) with an option of that name: pytest ends when two have one.
OWNERS = {"browser": ("playwright", "playwright-asyncio", "seleniumbase"), "profile": ("profiling",)}


def add(parser: pytest.Parser, plugins: pytest.PytestPluginManager) -> None:
    """`--stack`, `--stripe`, `--aws`, `--keep`, `--profile`, `--seed`, `--reports`, `--shard`, `--quick`, `--deep`,
    `--model`, `--minutes`, `--contract` and `--browser`.

    `--browser` and `--profile` are `--checkout-browser` and `--checkout-profile` too, and only those beside OWNERS.
    """
    add_option: Callable[..., None] = parser.getgroup("checkout-harness").addoption
    efforts = {
        "choices": ("quick", "deep"),
        "help": "how thoroughly the payment API is fuzzed: quick (default) or deep",
    }
    browsers = {"choices": policy.CHOICES, "help": "cases that need a browser: auto (default), required or off"}
    profiles = {"default": None, "help": "TOML profile of the checkout under test (default: the reference shop)"}
    add_option("--stack", default=None, help="auto (default), embedded, containers or external")
    add_option("--stripe", default=USUAL["stripe"], help="emulator (default), stock or live-test (STRIPE_TEST_KEY)")
    add_option("--aws", choices=CHOICES, help="AWS of the embedded stack: ministack (default) or moto")
    add_option("--keep", action="store_true", help="leave the containers running at the end, and print where they are")
    add_option(*_names("profile", plugins), dest="checkout_profile", **profiles)
    add_option("--seed", type=int, default=None, help="seed of all random data (default: drawn and printed)")
    add_option("--reports", default=None, help="folder that the reports are written to (default: reports)")
    add_option("--run-id", default=None, help=SUPPRESS)  # what a gate calls the run of its child
    add_option("--own-cases", default=None, help=SUPPRESS)  # the folder of a project's own scenarios
    add_option("--asked-as", default=None, help=SUPPRESS)  # how a gate is run again, in the words of who started it
    add_option(
        "--shard",
        default=None,
        help="run one part of the cases, for example 1/3; `checkout-harness merge` puts the parts together",
    )
    add_option(
        "--deep", action="store_true", help="the cases marked deep as well: every call lost or killed, in minutes"
    )
    models = {"choices": ("off", "quick", "deep"), "help": "how far the model walks: quick (default), deep or off"}
    add_option("--model", default=USUAL["model"], **models)
    add_option("--minutes", type=float, default=None, help="for so long in all, with --model=deep (default: 500 walks)")
    add_option("--quick", action="store_true", help="only one card of each outcome and the cases marked quick")
    add_option("--contract", default=USUAL["contract"], **efforts)
    add_option(*_names("browser", plugins), dest="checkout_browser", default=USUAL["browser"], **browsers)


def profile_path(config: pytest.Config) -> Path | None:
    """The profile that was named; None for the reference shop's."""
    named: str | None = config.option.checkout_profile
    return Path(named) if named else None


def name(option: str, plugins: Any) -> str:
    """The shortest name that this process knows the option by."""
    taken = any(owner in _installed() and not plugins.is_blocked(owner) for owner in OWNERS.get(option, ()))
    return long(option) if taken else f"--{option}"


def long(option: str) -> str:
    """The name that it is known by everywhere."""
    return f"--checkout-{option}" if option in OWNERS else f"--{option}"


@cache
def _installed() -> frozenset[str]:
    return frozenset(point.name for point in entry_points(group="pytest11"))


def _names(option: str, plugins: Any) -> list[str]:
    return list(dict.fromkeys((name(option, plugins), long(option))))


def distributed(config: pytest.Config) -> bool:
    """Whether xdist workers run the cases."""
    return bool(getattr(config.option, "tx", None)) and config.option.dist != "no"
