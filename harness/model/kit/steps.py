"""One step of a walk, as plain data, and what every kind of step has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from harness.checkouts import Lost, Refused
from harness.model.kit.world import World

SERVER_ERROR = 500


@dataclass(frozen=True)
class Step:
    """The name of a deed, and its arguments: names, numbers and texts. `cut` is the call of the checkout that is lost
    meanwhile, before or after its work (`2, AFTER`); empty for none."""

    deed: str
    args: dict[str, Any] = field(default_factory=dict)
    cut: str = ""


@dataclass(frozen=True)
class Lines:
    """A step as lines of Python: the deed itself, and what must be so when it was not refused."""

    deed: str
    after: tuple[str, ...] = ()


class Deed(ABC):
    """What somebody can do. The lines that it is told in are the lines that are run."""

    name = ""
    # What the adapter must offer, and what the deed speaks of: shoppers and goods that appear with it.
    needs: tuple[str, ...] = ()

    def offered(self, world: World) -> bool:
        """Whether this shop has it."""
        return all(world.offers(feature) for feature in self.needs)

    def speaks_of(self, world: World, args: dict[str, Any]) -> Iterable[str]:
        """The shoppers and goods in it."""
        return [str(args[key]) for key in ("who", "what", "instead", "other") if key in args]

    @abstractmethod
    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        """Its lines; None when there is nothing to do it with (any more)."""

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        """Whether the shop may refuse it here."""
        return False

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        """What the walk knows from then on; `refusal` when it was refused, rightly, or got no answer."""
        return


def rightly(refusal: Refused) -> bool:
    """Whether a refusal is one, and no fall."""
    return refusal.answer.status < SERVER_ERROR
