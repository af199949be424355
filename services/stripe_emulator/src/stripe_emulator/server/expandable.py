"""Whether `expand` may name a path, by the types of the answer: not by what an object happens to have (fact 44).

A field whose type is "an id or the object" may be named even where it is null; so may an object within another, a
list, and what Stripe shows only when it is expanded (`contract/absent.py`). Within a list the next step is `data`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

from stripe_emulator.contract import Contract, Operation, for_version
from stripe_emulator.contract.absent import ABSENT, EXPANDED
from stripe_emulator.contract.nodes import ListOf, Node, Page, Reference, Shape, Union
from stripe_emulator.contract.objects import is_object
from stripe_emulator.wire.errors import StripeError, invalid

# Steps of a path, `data` included: https://github.com/stripe/stripe-java/issues/2011.
MAX_DEPTH = 4
DATA = "data"
ON_DEMAND = frozenset((row.of, name) for row in ABSENT if row.reason == EXPANDED for name in row.fields.split())


def check(path: str, version: str, operation: Operation) -> None:
    """400 for a path that cannot be expanded in the answer of an operation in an API version."""
    if path.count(".") >= MAX_DEPTH:
        raise invalid(f"You cannot expand more than {MAX_DEPTH} levels of a property.", param="expand")
    if not _is_expandable(path, version, operation):
        raise cannot(path, _near(path, version, operation))


def cannot(path: str, near: str | None = None) -> StripeError:
    """The refusal, with the path that was probably meant (https://github.com/stripe/stripe-python/issues/316)."""
    hint = f" You may want to try expanding '{near[:200]}' instead." if near else ""
    return invalid(f"This property cannot be expanded ({path[:200]}).{hint}", param="expand")


@lru_cache(maxsize=4096)
def _is_expandable(path: str, version: str, operation: Operation) -> bool:
    places, expandable = _Answer(for_version(version), operation).places, False
    for step in path.split("."):
        found = [reached for place in places for reached in place.step(step)]
        expandable = any(reached.expandable for reached in found)
        places = [place for reached in found for place in reached.places]
        if not found:
            return False
    return expandable


def _near(path: str, version: str, operation: Operation) -> str | None:
    """The path with `data` where a list was forgotten, if that can be expanded."""
    steps = path.split(".")
    for position in range(len(steps)):
        candidate = ".".join((*steps[:position], DATA, *steps[position:]))
        if candidate.count(".") < MAX_DEPTH and _is_expandable(candidate, version, operation):
            return candidate
    return None


class _Answer:
    """The objects that an operation answers with."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._contract, self._operation = contract, operation

    @cached_property
    def places(self) -> list[_Place]:
        shapes = (self._contract.shape(name) for name in self._operation.returns)
        places = [_Place(shape.name, shape) for shape in shapes]
        return [_Place("", None, places)] if self._operation.envelope else places


class _Place:
    """Where a path has come to: a hash, or a list object with its `members`; `name` as in `absent.py`."""

    def __init__(self, name: str, shape: Shape | None, members: list[_Place] | None = None) -> None:
        self._name, self._shape, self._members = name, shape, members

    def step(self, name: str) -> Iterator[_Reached]:
        """What the field of this name leads to; nothing where there is none, or nothing to expand in it."""
        if self._shape is None:
            if name == DATA:
                yield _Reached(False, self._members or [])
        elif name in self._shape.fields:
            on_demand = (self._name, name) in ON_DEMAND
            yield from _reached(self._shape.fields[name].slot.node, f"{self._name}.{name}", on_demand)


class _Reached:
    """What a step leads to, and whether a path may end there."""

    def __init__(self, expandable: bool, places: list[_Place]) -> None:
        self.expandable, self.places = expandable, places


def _reached(node: Node, name: str, on_demand: bool) -> Iterator[_Reached]:
    if isinstance(node, Union):
        for member in node.members:
            yield from _reached(member, name, on_demand)
    elif isinstance(node, ListOf):
        inner = list(_reached(node.member.node, name, on_demand))
        yield from inner or ([_Reached(True, [])] if on_demand else [])
    elif isinstance(node, Page):
        members = [place for one in _reached(node.member.node, name, False) for place in one.places]
        yield _Reached(True, [_Place(name, None, members)])
    elif isinstance(node, Reference):
        yield _Reached(True, [_Place(node.shape.name, node.shape)])
    elif isinstance(node, Shape):
        whole = is_object(node)
        yield _Reached(whole or on_demand, [_Place(node.name if whole else name, node)])
    elif on_demand:
        yield _Reached(True, [])
