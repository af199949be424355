"""What an event's `previous_attributes` say: the old values of exactly the fields that changed.

https://docs.stripe.com/api/events/object#event_object-data-previous_attributes: of a hash only its changed keys (a key
that is new was null), of a list the whole old list.
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.state.account import Object, copy_value


def difference(before: Object, after: Object) -> Object:
    """The values of `before` that differ in `after`; of hashes only the differing keys."""
    changed = [name for name, now in after.items() if before.get(name) != now]
    changed += [name for name, was in before.items() if was is not None and name not in after]
    previous: Object = {}
    for name in changed:
        was: Any = before.get(name)
        now: Any = after.get(name)
        within = isinstance(was, dict) and isinstance(now, dict)
        previous[name] = difference(was, now) if within else copy_value(was)
    return previous
