"""Who a fuzzed request is sent by, and what it may name that is really there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contracts.people.anyone import People, credentials, people
from contracts.people.known import Known, name_of
from contracts.shared.document import Json
from harness import NotOffered, Payment, Refused, Shop

OWNER, STRANGER = "owner", "stranger"
STRIPES = ("pi_", "cs_")


@dataclass
class Owned:
    """`people` are the credentials of who calls, as headers by name; `values` what a request may name, by parameter.

    `known` are the ids of the case's own shop, with those that the fuzzer learnt from answers. `ours`: the checkout has
    our payment API.
    """

    shop: Shop
    document: Json
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    ours: bool = True

    def add(self, name: str, *values: Any) -> None:
        """Remember values for a parameter."""
        self.values.setdefault(name, []).extend(values)
        self.known |= {value for value in values if isinstance(value, str)}

    def learn(self, body: Any) -> None:
        """Remember as the case's own every id that an answer to its requests told."""
        if isinstance(body, dict):
            ids = {value for name, value in body.items() if name.endswith("_id") and isinstance(value, str)}
            self.known |= ids

    def real(self, path: str, name: str) -> list[Any]:
        """What may be put in place of a parameter or property of this name, at an operation with this path."""
        return self.values.get(name, [])

    def end(self) -> None:
        """The fuzzer is done."""


@dataclass
class Anyones(Owned):
    """Of any checkout: what an owner's answers held, by plain name."""

    of: People | None = None
    told: Known = field(default_factory=Known)

    def real(self, path: str, name: str) -> list[Any]:
        """As `Owned.real`; the word before a place in the path says what an `id` is of."""
        before = path.partition(f"{{{name}}}")[0].rstrip("/").rpartition("/")[2] if f"{{{name}}}" in path else ""
        return self.told.values.get(name_of(name, before), [])

    def learn(self, body: Any) -> None:
        """The ids of an answer, and payments that it told of: they are the owner's."""
        found = Known()
        found.learn(body, "")
        for value in found.everything():
            self.known.add(value)
            owner = self.of.owner if self.of else None
            if owner and value.startswith(STRIPES) and value not in {one.id for one in owner.payments}:
                owner.payments.append(Payment(value))

    def end(self) -> None:
        """The owner signs in once more: some request may have signed her out."""
        if self.of is not None and self.of.owner.offers("sign_in"):
            try:
                self.of.owner.sign_in()
            except (Refused, NotOffered):
                return


def anyones(shop: Shop, document: Json) -> Anyones:
    """What requests to any checkout can make use of."""
    found = people(shop, document, guests=True)
    found.look_around()
    who = {OWNER: credentials(found.owner), STRANGER: credentials(found.stranger)}
    known = found.known.everything()
    return Anyones(shop, document, who, known=known, ours=False, of=found, told=found.known)
