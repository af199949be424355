"""`total_count` of a list or search: how many objects match, whatever page is shown.

Older versions take `expand[]=total_count` or `include[]=total_count`; since 2025-03-31.basil it is refused
(https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-total-count-expansion; the words:
https://github.com/stripe/stripe-java/issues/2017). Stripe refuses older versions too to accounts that are new.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from stripe_emulator.contract import Operation
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

NAME, INCLUDE = "total_count", "include"
# The first version without it.
UNTIL = "2025-03-31"
PAGE = 100
# Answers the list of these parameters.
Ask = Callable[[dict[str, Any]], Object]


def take(raw: dict[str, Any], version: str, operation: Operation) -> bool:
    """Whether the raw parameters of a list ask for it; what asks is taken out of them, and of nothing else.

    400 `property_forbidden` in a version that does not have it.
    """
    sources = [name for name in (INCLUDE, "expand") if NAME in _members(raw.get(name))]
    if not sources or not operation.envelope:
        return False
    if version >= UNTIL:
        message = f"This property cannot be included ({NAME})"
        raise invalid(message, param=sources[0], code="property_forbidden")
    for name in sources:
        raw[name] = {place: one for place, one in raw[name].items() if one != NAME}
        if not raw[name]:
            del raw[name]
    return True


def _members(sent: Any) -> Collection[Any]:
    """Of a list, which a decoded form has as a hash of its places."""
    return sent.values() if isinstance(sent, dict) else ()


def count(ask: Ask, params: dict[str, Any]) -> int:
    """All objects that match these parameters, read page by page as a client would."""
    found = 0
    asked = {name: value for name, value in params.items() if name not in ("starting_after", "ending_before", "page")}
    asked["limit"] = PAGE
    while True:
        answer = ask(asked)
        found += len(answer["data"])
        if not answer["has_more"]:
            return found
        by_mark = "next_page" in answer
        asked = asked | ({"page": answer["next_page"]} if by_mark else {"starting_after": answer["data"][-1]["id"]})
