"""What the backend does beside what Stripe does: one row for each capability and each group of cards."""

from collections.abc import Mapping

from harness.core.cards import catalogue
from harness.judging.verdict import Ability
from harness.stripe.probing import capabilities
from harness.stripe.probing.cards import GROUPS, SOURCE, group_of


def abilities(missing_capabilities: Mapping[str, str]) -> tuple[Ability, ...]:
    """The rows: cards first, then capabilities by name, each with what the backend does instead."""
    numbers: dict[str, list[str]] = {group: [] for group in GROUPS}
    for one in catalogue():
        if one.browser:
            numbers[group_of(one)].append(one.number)
    of_cards = (
        Ability(group, does, SOURCE, cards=len(numbers[group]), wrong_cards=_of(numbers[group], missing_capabilities))
        for group, does in GROUPS.items()
    )
    of_capabilities = (
        Ability(one.name, one.does, one.source, instead=missing_capabilities.get(one.name, ""))
        for one in capabilities.everything()
    )
    return (*of_cards, *of_capabilities)


def _of(numbers: list[str], missing_capabilities: Mapping[str, str]) -> dict[str, str]:
    return {number: missing_capabilities[number] for number in numbers if number in missing_capabilities}
