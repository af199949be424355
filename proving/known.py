"""What earlier runs found out, which orders a run and judges nothing: which cases kill a bug, how long that took."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MATRIX = "matrix.json"
# What a bug takes of which nothing is known.
USUAL_SECONDS = 10.0


@dataclass(frozen=True)
class Known:
    """By the names of bugs: the cases that caught each, and the seconds of its gate."""

    killers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def takes(self, name: str) -> float:
        """Seconds that the gate of this bug will take."""
        return self.seconds.get(name, USUAL_SECONDS)


def read(paths: Iterable[Path]) -> Known:
    """What these matrices tell, a later one before an earlier; what is not there or cannot be read tells nothing."""
    known = Known()
    for path in paths:
        try:
            bugs: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))["bugs"]
        except (OSError, ValueError, KeyError):
            continue
        for name, row in bugs.items():
            killers = (*row.get("caught_by", ()), *known.killers.get(name, ()))
            known.killers[name] = tuple(dict.fromkeys(killers))
            known.seconds[name] = float(row.get("seconds") or USUAL_SECONDS)
    return known
