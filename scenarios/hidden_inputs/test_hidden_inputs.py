"""What no page sends: some sixty names in headers, query and body, with another shopper's values and values of use.

Whatever a shopper does, they change nothing: it is refused, or ends as it does without them. All names are sent at
once, in the adapter's own requests on their way, and one by one only to say which of them did something.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from harness import (
    UNKNOWN,
    Buyer,
    Exchange,
    Failure,
    Lost,
    NotOffered,
    Product,
    Refused,
    Shop,
    eventually,
    hidden_inputs,
    tampering,
)
from scenarios.hidden_inputs.deeds import DEEDS, Deed, bought, plain, standing
from scenarios.steps import VISA, feature, outcome, scenario

pytestmark = [*feature("Hidden inputs"), pytest.mark.card(VISA)]

PLENTY = 200
# Stripe's stand-in delivers its news in a fraction of a second; what they say may still be on its way.
NEWS_SECONDS = 2.0
# What a visitor is sent to who may not do something.
REDIRECTS = range(300, 400)
# Some cheap and telling deeds: what is charged, and whose things are shown.
QUICK = ("begins to pay", "looks at the cart", "lists the orders")
Names = tuple[hidden_inputs.Hidden, ...]


@dataclass
class Trials:
    """One deed done by shoppers of whom each sends more than the one before; `honest` did it without any."""

    shop: Shop
    deed: Deed
    product: Product
    victim: Buyer = field(init=False)
    names: Names = field(init=False)
    honest: Buyer = field(init=False)
    usual: Any = field(init=False)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.points_at_somebody_new()
        self.honest = self.shop.shopper("Honest")
        thing = self.deed.arrange(self.honest, self.product)
        watch = hidden_inputs.Adding((), self.shop.stack.contract)
        with tampering.changing(watch):
            done = outcome(lambda: self.deed.act(self.honest, thing))
        if not watch.asked:
            raise NotOffered(f"a request with which a shopper {self.deed.name}")
        self.deed.then(self.honest, done)
        self.usual = plain(done)

    def points_at_somebody_new(self) -> None:
        """Another shopper to get at: whatever was done to the one before is over."""
        self.victim, other = victim_of(self.shop, self.product)
        self.names = hidden_inputs.names(other)

    def all_at_once(self) -> None:
        """All names together; then without those that a refusal names; then in halves."""
        waiting = [self.names]
        while waiting:
            names = waiting.pop()
            came = self.done_with(names)
            if isinstance(came, Refused):
                waiting += self.without_the_refused(names, came)
            elif came:
                raise self.obeyed(names, came)

    def without_the_refused(self, names: Names, refusal: Refused) -> list[Names]:
        """What is to be tried after a refusal that may be for one name alone."""
        if noticed := hidden_inputs.named_in(names, refusal.answer.text):
            left = tuple(one for one in names if one not in noticed)
            return [left] if left else []
        middle = len(names) // 2
        return [names[:middle], names[middle:]] if middle else []

    def done_with(self, names: Names) -> str | Refused:
        """What differs when the deed is done with these names, in words; empty where nothing does; or a refusal."""
        sent = tuple(one for one in self.names if (one.part, one.name) in {(each.part, each.name) for each in names})
        mallory, change = self.shop.shopper("Mallory"), hidden_inputs.Adding(sent, self.shop.stack.contract)
        thing, before = self.deed.arrange(mallory, self.product), standing(self.shop, self.victim)
        try:
            with tampering.changing(change):
                done = outcome(lambda: self.deed.act(mallory, thing))
        except Failure as failure:
            return self.not_understood(failure)
        self.asked = change.asked
        if isinstance(done, Lost):
            raise done
        told = plain(done)
        if isinstance(done, Refused) and told != self.usual:
            return done
        after = outcome(lambda: self.deed.then(mallory, done))
        if isinstance(after, Refused | Lost):
            return f"she cannot go on as she could without: {after.however}"
        return self.differs(mallory, told, before)

    def differs(self, mallory: Buyer, told: Any, before: Any) -> str:
        """How this ended otherwise than without the names; news that are on their way are awaited."""
        if told != self.usual:
            return f"the answer is {told} in place of {self.usual}"
        looks: dict[str, Callable[[], tuple[Any, Any]]] = {
            "it ended with": lambda: (standing(self.shop, mallory), standing(self.shop, self.honest)),
            "another shopper has": lambda: (standing(self.shop, self.victim), before),
        }
        for what, look in looks.items():
            if not comes_out_even(look):
                got, wanted = look()
                return f"{what} {got} in place of {wanted}"
        return ""

    def not_understood(self, failure: Failure) -> str | Refused:
        """An answer that the adapter cannot read is another one, unless it leads a visitor elsewhere."""
        answer = failure.exchange
        if failure.code != UNKNOWN or not isinstance(answer, Exchange):
            raise failure
        if answer.status in REDIRECTS:
            return Refused(self.deed.name, "Mallory", answer)
        return f"the answer cannot be read any more: {answer.text[:300]}"

    def obeyed(self, names: Names, how: str) -> Failure:
        """That a name did something, and which."""

        def does(some: Names) -> bool:
            self.points_at_somebody_new()
            came = self.done_with(some)
            return bool(came) and not isinstance(came, Refused)

        found = hidden_inputs.culprit(names, does)
        self.points_at_somebody_new()
        came = self.done_with(found)
        how = came if isinstance(came, str) and came else how
        which = " and ".join(map(str, found[:3])) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
        return Failure(
            "hidden_input",
            f"{which} of {', '.join(self.asked)} is obeyed, though no page sends it",
            let=f"a shopper who {self.deed.name} send {which}: {', '.join(repr(one.value) for one in found[:3])}",
            then="it is refused, or ends as it does without",
            however=how,
        )


def comes_out_even(look: Callable[[], tuple[Any, Any]]) -> bool:
    """Whether both sides are the same, at the latest when the news are there that are on their way."""
    try:
        eventually(lambda: operator.eq(*look()), reason="the same as without", deadline=NEWS_SECONDS)
    except Failure:
        return False
    return True


def victim_of(shop: Shop, product: Product) -> tuple[Buyer, hidden_inputs.Other]:
    """Another shopper, with a paid order, a full cart and an open payment, and what names can point at of hers."""
    vera = shop.shopper("Vera")
    dear = shop.product(stock=PLENTY, other_than=product)
    order = bought(vera, dear)
    watch = hidden_inputs.Adding((), shop.stack.contract)
    if vera.offers("order"):
        with tampering.changing(watch):
            vera.order(order.id)
    vera.add(dear)
    payment = vera.begin()
    path = watch.paths[-1] if watch.paths else ""
    key = vera.key if vera.offers("sign_up") else ""
    other = hidden_inputs.Other(key, vera.email, order.id, payment.id, path, product.price, product.currency)
    return vera, other


@scenario("Who {name} with names that no page sends gets nothing by it", story="{name}", severity="blocker")
@pytest.mark.parametrize("name", [pytest.param(one, marks=pytest.mark.quick if one in QUICK else ()) for one in DEEDS])
def test_hidden_names_change_nothing(shop: Shop, name: str) -> None:
    Trials(shop, DEEDS[name], shop.product(stock=PLENTY)).all_at_once()
