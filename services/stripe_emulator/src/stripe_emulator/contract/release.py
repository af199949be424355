"""API versions by name, and which table serves one (fact 8).

Stripe names its versions by day, and since 2024-09-30 by day and family: acacia, basil, clover, dahlia, endive. Within
a family a later month only adds, so the newest table of a family serves all of it
(https://docs.stripe.com/api/versioning, https://docs.stripe.com/changelog).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

# The day on which each family began, oldest first.
FAMILIES = {
    "acacia": date(2024, 9, 30),
    "basil": date(2025, 3, 31),
    "clover": date(2025, 9, 30),
    "dahlia": date(2026, 3, 25),
    "endive": date(2026, 9, 30),
}
VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?", re.ASCII)


def table_of(version: str, tables: Sequence[str]) -> str | None:
    """The table that serves an API version, of these (oldest first); None for a version that is not served.

    Not served are what is no version (`2025-9-30.clover`), what is older than the oldest table, an unknown family, and
    a day on which a family was not yet or no longer the newest: Stripe refuses 2025-09-30.acacia
    (https://github.com/IgorGanapolsky/ThumbGate/pull/2053).
    """
    found = VERSION.fullmatch(version)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
    if found is None or day is None:
        return None
    family = found[2]
    return _dated(version, day, tables) if family is None else _named(family, day, tables)


def _dated(version: str, day: date, tables: Sequence[str]) -> str | None:
    if day >= FAMILIES["acacia"]:
        return None
    return max((table for table in tables if table <= version), default=None)


def _named(family: str, day: date, tables: Sequence[str]) -> str | None:
    own = [table for table in tables if table.endswith(f".{family}")]
    if not own or family not in FAMILIES or day < FAMILIES[family]:
        return None
    newest = date.fromisoformat(own[-1].partition(".")[0])
    later = [begin for begin in FAMILIES.values() if begin > FAMILIES[family]]
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    is_in_time = day < later[0] if later else day <= max(tomorrow, newest)
    return own[-1] if is_in_time else None
