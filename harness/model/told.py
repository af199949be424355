"""One walk as it is told: each step becomes lines of a scenario, and these very lines are run.

So what the model found is found again by its story, without the model: there is no second way to do a step.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from harness.checkouts import Lost, NotOffered, Refused
from harness.core.failure import UNKNOWN, Failure
from harness.model.deeds import DEEDS
from harness.model.kit.steps import Deed, Lines, Step
from harness.model.kit.world import MUG, PEN, SAKE, SHOPPERS, TEA, Setting, World
from harness.model.story import IMPORTS
from harness.shop.news import rest
from harness.shop.sweep import MAIL_IS_SENT, MAIL_SENT_AGAIN

if TYPE_CHECKING:
    from harness.faults.rig import Rig
    from harness.shop.shop import Shop

OTHER_CURRENCY = {"usd": "eur"}


class Told:
    """A walk that goes on step by step; `lines` is the story so far, `failures` what was found, the first one first."""

    def __init__(self, shop: Shop, rig: Rig | None, setting: Setting) -> None:
        self.shop, self.history = shop, shop.history
        self.world = World(shop, rig)
        self.world.setting = setting
        self.steps: list[Step] = []
        self.lines: list[str] = []
        self.failures: list[Failure] = []
        self._number = 0
        exec(IMPORTS, self.world.names)
        if rig is not None:
            self.shop.begins_here()

    def offers(self, deed: str) -> bool:
        """Whether this shop has a deed at all."""
        return DEEDS[deed].offered(self.world)

    def do(self, step: Step) -> bool:
        """Do a step if it can be done; whether it was. Failure when something came of it that must not."""
        deed = DEEDS[step.deed]
        if not deed.offered(self.world):
            return False
        try:
            if not all(self._appears(name) for name in deed.speaks_of(self.world, step.args)):
                return False
            lines = deed.lines(self.world, step.args)
            if lines is None:
                return False
            self.steps.append(step)
            refusal = self._run(deed, step, lines)
        except NotOffered:
            return False
        except Failure as failure:
            self.failures.append(failure)
            raise
        deed.learn(self.world, step.args, refusal)
        return True

    def end(self) -> None:
        """Everything is delivered, and every judge looks; raises the first failure."""
        try:
            self._rests()
            found = self.shop.close_and_judge()
        except Failure as failure:
            found = [failure]
        finally:
            self.close()
        self.failures = sorted(found, key=lambda failure: failure.code == UNKNOWN)
        if found:
            raise self.failures[0]

    def close(self) -> None:
        """Close the shop."""
        self.shop.close()

    def next_number(self) -> int:
        """The number in the next name that a story needs."""
        self._number += 1
        return self._number

    def _rests(self) -> None:
        if self.world.rig is not None:
            self._say("rest(shop)")
            rest(self.shop)

    def _run(self, deed: Deed, step: Step, lines: Lines) -> Refused | Lost | None:
        """Run the lines; the refusal, where the shop may refuse it or the fault explains it."""
        cut = self._cut(step)
        block = f"with rig.broken({cut}):" if cut else ""
        refusal: Refused | Lost | None = None
        try:
            self._exec(_within(block, lines.deed))
        except (Refused, Lost) as error:
            met = self._met(cut)
            if not met and not (isinstance(error, Refused) and deed.excused(self.world, step.args, error)):
                self._say(_within(block, lines.deed))
                raise
            refusal = error
        except Failure:
            self._say(_within(block, lines.deed))
            raise
        if refusal is not None:
            what = "Refused, Lost" if cut else "Refused"
            self._say(_within(block, f"with suppress({what}):", lines.deed))
            return refusal
        self._say(_within(block, lines.deed))
        self._met(cut)
        for line in lines.after:
            self._say(line)
            self._exec(line)
        return None

    def _met(self, cut: str) -> bool:
        """Whether a call was lost there; nobody knows then whether a mail was sent whose answer was lost."""
        met = self.world.names[cut].met if cut else None
        if met is None:
            return False
        self.world.troubled = True
        self.world.count("lost")
        if met.what in MAIL_IS_SENT:
            line = f'shop.allow("mail_not_as_ordered", "{MAIL_SENT_AGAIN}")'
            self._exec(line)
            self._say(line)
        return True

    def _cut(self, step: Step) -> str:
        if not step.cut or self.world.rig is None:
            return ""
        name = f"cut_{sum(bool(one.cut) for one in self.steps)}"
        line = f"{name} = Cut(Place({step.cut}))"
        self._say(line)
        self._exec(line)
        return name

    def _appears(self, name: str) -> bool:
        """A shopper or a product that the story has not had yet; whether there is one."""
        if name in self.world.names:
            return self.world.names[name] is not None
        try:
            line = f'{name} = shop.shopper("{name.title()}")' if name in SHOPPERS else self._product(name)
            self._exec(line)
        except NotOffered:
            self.world.names[name] = None
            return False
        self._say(line)
        return True

    def _product(self, name: str) -> str:
        setting = self.world.setting
        if not self.world.offers("put_on_sale"):
            if name == TEA:
                return f"{name} = shop.product()"
            if name != MUG or not self._appears(TEA):
                raise NotOffered("more products than two of a catalogue")
            return f"{name} = shop.product(other_than={TEA})"
        price = setting.price * 2 if name == PEN else setting.price
        currency = setting.currency if name != SAKE else OTHER_CURRENCY.get(setting.currency, "usd")
        return f'{name} = shop.product({price}, "{currency}", stock={setting.stock})'

    def _exec(self, line: str) -> None:
        exec(compile(line, f"<{self.shop.history.began_at}>", "exec"), self.world.names)

    def _say(self, line: str) -> None:
        self.lines.append(line)


def _within(*parts: str) -> str:
    """Each part inside the one before it."""
    told = [part for part in parts if part]
    return "\n".join("    " * depth + part for depth, part in enumerate(told))


def tell(told: Told, steps: Iterable[Step]) -> list[Failure]:
    """A whole walk; what was found."""
    try:
        for step in steps:
            told.do(step)
        told.end()
    except Failure:
        told.close()
    return told.failures
