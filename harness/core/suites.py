"""Where the cases are, and the shards that they are dealt into."""

import hashlib
import re
from dataclasses import dataclass

SUITES = ("scenarios", "contracts")


@dataclass(frozen=True)
class Shard:
    """One of `of` parts of the cases, from 1. A case belongs to exactly one, whichever machine asks."""

    index: int
    of: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """The shard that `2/3` names; ValueError for anything else."""
        found = re.fullmatch(r"(\d{1,3})/(\d{1,3})", text)
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise ValueError(f"shard: expected I/N with 1 <= I <= N, got {text!r}. Hint: --shard 1/3")
        return cls(int(found[1]), int(found[2]))

    def holds(self, nodeid: str) -> bool:
        """Whether the case of this name is in the shard."""
        return int(hashlib.sha256(nodeid.encode()).hexdigest(), 16) % self.of == self.index - 1
