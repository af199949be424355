"""What a case needs of the Stripe backend, and whether the backend lacks it.

A case says it with `@pytest.mark.needs("events", "idempotency")`: capabilities (`stripe/probing/capabilities`) beside
the features of the checkout (`profile.FEATURES`). The rest follows from what the case is marked with already:
each card that it pays with must behave as documented, a feature needs its counterpart at Stripe, what a capability
builds on is needed too, a case in a browser needs pages and their Stripe.js, and a case with a shop is judged by
reading Stripe's lists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from harness.browser import policy
from harness.config.profile import FEATURES
from harness.core.cards import card, catalogue
from harness.run.cases.description import cards_of
from harness.stripe.probing import capabilities
from harness.stripe.probing.cards import CHALLENGES, DECLINES, GROUPS, PAYS, group_of

OF_A_FEATURE = {"server_confirm": ("server_payments",), "refunds": ("refunding",)}
OF_A_CARD = {PAYS: "browser_payments", DECLINES: "second_attempts", CHALLENGES: "challenge_answers"}
OF_A_BROWSER = ("pages", "stripe_js")
AT_THE_SERVER = "server_confirm"
TO_BE_JUDGED = ("intent_lists",)
REASONS = 2


@dataclass(frozen=True)
class NotRun:
    """Why a case is not run: the capabilities (or groups of cards) that it needs and does not have, and the words."""

    missing_capabilities: tuple[str, ...]
    reason: str


def named(item: pytest.Item) -> list[str]:
    """What the case's marks say that it needs; ValueError for what is neither a feature nor a capability."""
    names = [name for mark in item.iter_markers("needs") for name in mark.args]
    known = (*FEATURES, *capabilities.names())
    if unknown := set(names) - set(known):
        hint = "features of a profile, or files of harness/stripe/probing/capabilities"
        raise ValueError(f"needs: expected {hint}, got {', '.join(sorted(unknown))}")
    return [*names, *(OF_A_BROWSER if policy.needs_one(item) else ())]


def not_run(item: pytest.Item, missing_capabilities: Mapping[str, str]) -> NotRun | None:
    """Why this case cannot be run on a backend that lacks this; None when it can."""
    if not missing_capabilities:
        return None
    groups = {number: group_of(card(number)) for number in sorted(cards_of(item)) if number in documented()}
    found = [
        (group, missing_capabilities[number]) for number, group in groups.items() if number in missing_capabilities
    ]
    found += [
        (name, missing_capabilities[name])
        for name in of_stripe(item, set(groups.values()))
        if name in missing_capabilities
    ]
    if not found:
        return None
    reasons = "; ".join(f"{instead} (needs {name})" for name, instead in found[:REASONS])
    more = f"; and {len(found) - REASONS} more that it needs" if len(found) > REASONS else ""
    names = tuple(dict.fromkeys(name for name, _ in found))
    return NotRun(names, f"not run: the backend {reasons}{more}")


def of_stripe(item: pytest.Item, groups: set[str]) -> list[str]:
    """The capabilities that a case which pays with cards of these groups needs, what others build on after them."""
    given = named(item)
    names = [name for name in given if name not in FEATURES]
    names += [needed for feature in given for needed in OF_A_FEATURE.get(feature, ())]
    if AT_THE_SERVER in given:
        groups = groups & {CHALLENGES}
    names += [OF_A_CARD[group] for group in GROUPS if group in groups]
    if "shop" in getattr(item, "fixturenames", ()):
        names += TO_BE_JUDGED
    return _with_what_they_build_on(names)


@cache
def documented() -> frozenset[str]:
    """The numbers of the catalogue."""
    return frozenset(one.number for one in catalogue())


def _with_what_they_build_on(names: Iterable[str]) -> list[str]:
    builds_on = {one.name: one.builds_on for one in capabilities.everything()}
    found = list(dict.fromkeys(names))
    for name in found:  # grows while it is walked
        found += [other for other in builds_on.get(name, ()) if other not in found]
    return found
