"""The Hypothesis state machine whose rules are what people do in a shop.

Rules choose among what the walk knows by number, the newest first, so that the choices of one seed stay the same
whatever ids the shop draws. What cannot be done just then is no step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from harness.core.failure import Failure
from harness.model.deeds.payments import CARDS
from harness.model.kit.steps import Step
from harness.model.kit.world import CURRENCIES, GOODS, MUG, SAKE, SHOPPERS, TEA, Begun, Cart, Setting
from harness.model.told import Told

Begins = Callable[[Setting], Told]
# Multiples of ten: what is paid in a currency with three decimals must be one.
PRICES = (1990, 5000, 2990, 12340)
STOCKS = (5, 3, 2, 9)
# The checkout's call that is lost, where a walk has trouble at all.
LOST = [f"{number}, {where}" for where in ("AFTER", "BEFORE") for number in (1, 2, 3, 4, 5, 7, 9)]

who = st.sampled_from((SHOPPERS[0], SHOPPERS[0], *SHOPPERS))
what = st.sampled_from((*GOODS[:3], *GOODS[:2], *GOODS))
units = st.integers(1, 3)
newest = st.sampled_from((0, 0, 0, 1, 2))
cards = st.sampled_from(("good", "good", *CARDS))
# Of what was paid; twelve are more than that.
tenths = st.sampled_from((10, 5, 3, 7, 1, 12))
lost = st.sampled_from(("", "", *LOST))
# Most walks begin in the middle of things: a sale, a decline, a bank that asks, a payment that nobody has tried.
openings = st.sampled_from(("good", "", "challenge", "begins", "good", "declined"))


class Which:
    """Kinds of payments."""

    @staticmethod
    def waits(begun: Begun) -> bool:
        return begun.waits

    @staticmethod
    def paid(begun: Begun) -> bool:
        return begun.received > 0

    @staticmethod
    def unpaid(begun: Begun) -> bool:
        return begun.received == 0 and not begun.given_up

    @staticmethod
    def sold(begun: Begun) -> bool:
        return bool(begun.order)

    @staticmethod
    def untold(begun: Begun) -> bool:
        return not begun.order


class WalkFailed(BaseException):
    """Ends Hypothesis at the first finding: it would shrink without a bound, and choices where steps are meant."""

    def __init__(self, told: Told) -> None:
        super().__init__(str(told.failures[0]))
        self.told = told


def machine(begins: Begins, ended: Callable[[Told], None], currencies: tuple[str, ...]) -> type[RuleBasedStateMachine]:
    """The machine of one run: `begins` opens each walk's shop, `ended` is handed each walk that found nothing."""
    sold = tuple(one for one in CURRENCIES if not currencies or one in currencies) or currencies

    class Walk(_Rules):
        @initialize(currency=st.sampled_from(sold), price=st.sampled_from(PRICES), stock=st.sampled_from(STOCKS),
                    trouble=st.sampled_from((False, False, False, True)), opening=openings)  # fmt: skip
        def opens(self, currency: str, price: int, stock: int, trouble: bool, opening: str) -> None:
            self.told, self.trouble = begins(Setting(currency, price, stock)), trouble
            if opening:
                self.do("add", who=SHOPPERS[0], what=TEA, units=2)
                payment = self.begins(SHOPPERS[0])
                if payment and opening != "begins":
                    self.attempts(payment, opening)
                    if opening == "good":
                        self.do("settle", payment=payment)

        def teardown(self) -> None:
            if self.told is None or self.told.failures:
                return
            try:
                self.told.end()
            except Failure:
                raise WalkFailed(self.told) from None
            ended(self.told)

    return Walk


class _Rules(RuleBasedStateMachine):
    told: Told | None = None
    trouble = looked = False

    def do(self, deed: str, cut: str = "", **args: Any) -> bool:
        """One step; WalkFailed when it found something."""
        assert self.told is not None
        self.looked = False
        try:
            return self.told.do(Step(deed, args, cut if self.trouble else ""))
        except Failure:
            self.told.close()
            raise WalkFailed(self.told) from None

    def offers(self, deed: str) -> bool:
        return self.told is not None and self.told.offers(deed)

    def those(self, wanted: Callable[[Begun], bool] = bool) -> list[str]:
        """The payments that were begun and are such, the newest first."""
        there = self.told.world.payments.items() if self.told is not None else ()
        return [name for name, begun in there if wanted(begun)][::-1]

    def pick(self, number: int, wanted: Callable[[Begun], bool] = bool) -> str:
        there = self.those(wanted)
        return there[number % len(there)]

    def begins(self, person: str, cut: str = "") -> str:
        assert self.told is not None
        payment = f"payment_{self.told.next_number()}"
        return payment if self.do("begin", cut, who=person, payment=payment) else ""

    def attempts(self, payment: str, card: str) -> None:
        assert self.told is not None
        self.do("attempt", payment=payment, attempt=f"attempt_{self.told.next_number()}", card=card)

    @rule(how=st.sampled_from(("add", "swap", "set_quantity", "remove", "add")), person=who, thing=what, count=units)
    def changes_a_cart(self, how: str, person: str, thing: str, count: int) -> None:
        """Units more, another number of them, none, or another product of the same price in the place of one."""
        assert self.told is not None
        there = self.told.world.carts.get(person, Cart()).units
        if how == "add" or not there or not self.offers(how.replace("swap", "remove")):
            self.do("add", who=person, what=thing, units=count)
            return
        old = thing if thing in there else next(iter(there))
        if how == "set_quantity":
            self.do(how, who=person, what=old, units=count)
            return
        before = there[old]
        self.do("remove", who=person, what=old)
        if how == "swap":
            self.do("add", who=person, what=MUG if old == TEA else TEA, units=before)

    @rule(person=who, thing=what, count=units, card=cards, back=st.sampled_from((True, True, False)))
    def buys(self, person: str, thing: str, count: int, card: str, back: bool) -> None:
        """What most people do, at once."""
        if thing != SAKE:
            self.do("add", who=person, what=thing, units=count)
        if payment := self.begins(person):
            self.attempts(payment, card)
            if back:
                self.do("settle", payment=payment)

    @rule(how=st.sampled_from(("try", "come back", "begin", "answer", "two tabs")), person=who, number=newest,
          card=cards, outcome=st.sampled_from(("succeed", "succeed", "fail")), cut=lost)  # fmt: skip
    def goes_on(self, how: str, person: str, number: int, card: str, outcome: str, cut: str) -> None:
        """A step of somebody who pays: begin, a card, the bank's question, coming back, a second tab."""
        if how == "try" and self.those(Which.unpaid):
            self.attempts(self.pick(number, Which.unpaid), card)
        elif how == "come back" and self.those(Which.untold):
            self.do("settle", cut, payment=self.pick(number, Which.untold))
        elif how in ("answer", "try") and self.those(Which.waits):
            self.do("answer", payment=self.pick(number, Which.waits), outcome=outcome)
        elif how == "two tabs":
            self.two_tabs(person, card)
        else:
            self.begins(person, cut)

    def two_tabs(self, person: str, card: str) -> None:
        """A second payment for the cart, and both are tried, the older one first."""
        assert self.told is not None
        mine = [one.name for one in self.told.world.payments.values() if one.who == person and not one.order]
        if (payment := self.begins(person)) and mine:
            self.attempts(mine[-1], card)
            self.attempts(payment, "good")

    @precondition(lambda self: self.those(Which.paid))
    @rule(how=st.sampled_from(("refund", "refund_at_stripe", "cancel", "refund")), number=newest,
          shares=st.lists(tenths, min_size=1, max_size=3), cut=lost)  # fmt: skip
    def gives_back(self, how: str, number: int, shares: list[int], cut: str) -> None:
        """Money goes back, by the shop or by the merchant at Stripe, once or in parts."""
        if how != "refund_at_stripe" and not (self.offers(how) and self.those(Which.sold)):
            how = "cancel" if self.offers("cancel") and self.those(Which.sold) else "refund_at_stripe"
        payment = self.pick(number, Which.paid if how == "refund_at_stripe" else Which.sold)
        for share in shares[:1] if how == "cancel" else shares:
            args = {} if how == "cancel" else {"tenths": share}
            self.do(how, cut, payment=payment, **args)

    @precondition(lambda self: self.those() and self.offers("deliver"))
    @rule(number=newest, which=st.integers(0, 4), old=st.sampled_from((False, False, True)), cut=lost,
          times=st.sampled_from((1, 1, 2)), ends=st.sampled_from((False, False, False, True)))  # fmt: skip
    def stripe_tells(self, number: int, which: int, old: bool, cut: str, times: int, ends: bool) -> None:
        """News of a payment; before that the merchant may end one that nobody has paid."""
        if ends and self.those(Which.unpaid):
            self.do("give_up", payment=self.pick(number, Which.unpaid))
        for _ in range(times):
            self.do("deliver", cut, payment=self.pick(number), number=which, old=old)

    @precondition(lambda self: self.those() and not self.looked)
    @rule(number=newest, other=st.sampled_from(("", *SHOPPERS)))
    def looks(self, number: int, other: str) -> None:
        """Every judge looks; or somebody else comes back with a payment."""
        if other and self.offers("trespass"):
            self.do("trespass", payment=self.pick(number), other=other)
        self.do("look")
        self.looked = True
