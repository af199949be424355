"""What a breaking change of Stripe's is here: objects and parameters of the default version, as others have them.

Objects are kept, and handlers called, in the shape of the default version. A change that came before it is undone for
older versions; one that comes after it is made for newer ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stripe_emulator.contract import DEFAULT_VERSION
from stripe_emulator.state.account import Account, Object

# A field as other versions show it, from the stored object.
Derive = Callable[[Account, Object], Any]
# Changes an answer: the account, the stored object, and what is shown of it so far.
Amend = Callable[[Account, Object, Object], None]
# Changes parameters to those of the default version: the account, the parameters, the ids in the path. Returns what
# refusals name otherwise than the client did: `{"discounts[0][coupon]": "coupon"}`.
Rewrite = Callable[[Account, Object, Mapping[str, str]], Mapping[str, str] | None]
# Refuses parameters, as they were sent, with an error of its own.
Refuse = Callable[[Object], None]
DAY = len("2025-03-31")
_RELEASE = re.compile(r"/changelog/(?:[a-z]+/)?(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Change:
    """One entry of Stripe's changelog."""

    # Its address: https://docs.stripe.com/changelog/basil/2025-03-31/...
    entry: str
    # By kind of object: the fields that the other versions have, where the default one has none of that name.
    fields: Mapping[str, Mapping[str, Derive]] = field(default_factory=dict)
    # By kind: what is shown otherwise in a field or hash that both have.
    amend: Mapping[str, Amend] = field(default_factory=dict)
    # Members of enums: the default version's word, and the other versions'.
    words: Mapping[str, str] = field(default_factory=dict)
    # By operation, such as `POST /v1/products/{}`.
    params: Mapping[str, Rewrite] = field(default_factory=dict)
    refuse: Mapping[str, Refuse] = field(default_factory=dict)

    @cached_property
    def release(self) -> str:
        """The day of the first version that has the change."""
        found = _RELEASE.search(self.entry)
        assert found is not None, f"expected the address of an entry of Stripe's changelog, got {self.entry}"
        return found[1]

    def concerns(self, version: str) -> bool:
        """Whether a version is on the other side of the change than the default version."""
        return (version[:DAY] >= self.release) != (DEFAULT_VERSION[:DAY] >= self.release)
