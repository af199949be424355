"""What a case needs of the Stripe backend, and whether the backend lacks it.

A case says it with `@pytest.mark.needs("events", "idempotency")`: capabilities (`stripe/probing/capabilities`). The
rest follows from what the case is marked with already: each card that it pays with must behave as documented, what a
capability builds on is needed too, a case in a browser needs Stripe.js for its pages, and a case with a shop is judged
by reading Stripe's lists. What a case needs of the checkout is not said: an adapter without the method tells it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from harness.browser import policy
from harness.core.cards import card, catalogue
from harness.run.cases.description import cards_of
from harness.stripe.probing import capabilities
from harness.stripe.probing.cards import CHALLENGES, DECLINES, GROUPS, PAYS, group_of

OF_A_CARD = {PAYS: "browser_payments", DECLINES: "second_attempts", CHALLENGES: "challenge_answers"}
OF_A_BROWSER = ("stripe_js",)
AT_THE_SERVER = "server_payments"
TO_BE_JUDGED = ("intent_lists",)
REASONS = 2


@dataclass(frozen=True)
class NotRun:
    """Why a case is not run: the capabilities (or groups of cards) that it needs and does not have, and the words."""

    missing_capabilities: tuple[str, ...]
    reason: str


def named(item: pytest.Item) -> list[str]:
    """What the case's marks say that it needs; ValueError for what is no capability."""
    names = [name for mark in item.iter_markers("needs") for name in mark.args]
    if unknown := set(names) - set(capabilities.names()):
        hint = "files of harness/stripe/probing/capabilities"
        raise ValueError(f"needs: expected {hint}, got {', '.join(sorted(unknown))}")
    return [*names, *(OF_A_BROWSER if policy.needs_one(item) else ())]


def pages(item: pytest.Item) -> bool:
    """Whether a case needs pages of the checkout."""
    return policy.needs_one(item)


def not_run(item: pytest.Item, missing_capabilities: Mapping[str, str]) -> NotRun | None:
    """Why this case cannot be run on a backend that lacks this; None when it can. ValueError as `named` has it."""
    named(item)
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
    names = list(given)
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
