"""What happens after a sale, and around it: refunds from both sides, Stripe's news, payments that the merchant ends."""

from __future__ import annotations

from typing import Any

from harness.checkouts import Lost, NotOffered, Refused
from harness.model.kit.steps import Deed, Lines, rightly
from harness.model.kit.world import Begun, World
from harness.shop.news import news

# Stripe takes amounts of a currency with three decimals in tens: https://docs.stripe.com/currencies#three-decimal.
TENS = 10
DAYS = 20


class Refund(Deed):
    """The shopper, or the shop's clerk, asks the shop for money back: all of it, or `tenths` of what was paid."""

    name, needs = "refund", ("refund",)

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None or not begun.order:
            return None
        world.look_at_stripe(begun)
        left, amount = begun.received - begun.refunded, part(begun, args["tenths"])
        refund = f"{begun.who}.refund({begun.order}{'' if amount is None else f', {amount}'})"
        if (amount or 1) > left:
            return Lines(f'must_refuse(lambda: {refund}, "more back than is left of {begun.order}")')
        back = f"expect(shop.money.refunded({begun.name}), equals({begun.refunded + (amount or left)}), "
        return Lines(refund, (f'{back}"what Stripe gave back of {begun.name}")',))

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        """A shop that has not heard of the merchant's own refund may ask Stripe for too much."""
        return rightly(refusal) and (world.payments[args["payment"]].untold_refunds or world.troubled)

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        if refusal is None:
            world.count("refunded by the shop")


class RefundAtStripe(Deed):
    """The merchant refunds in Stripe's dashboard."""

    name = "refund_at_stripe"

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None or not begun.received:
            return None
        world.look_at_stripe(begun)
        left = begun.received - begun.refunded
        amount = min(part(begun, args["tenths"]) or left, left)
        return Lines(f"shop.dashboard.refund({begun.name}, {amount})") if amount else None

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        world.payments[args["payment"]].untold_refunds = True
        world.count("refunded at Stripe")


class Cancel(Deed):
    """An order is called off, and gives its money back."""

    name, needs = "cancel", ("cancel",)

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None or not begun.order:
            return None
        world.look_at_stripe(begun)
        cancel = f"{begun.who}.cancel({begun.order})"
        if begun.refunded:
            return Lines(cancel)
        back = f'expect(shop.money.refunded({begun.name}), equals({begun.received}), "what Stripe gave back")'
        return Lines(cancel, (back,))

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        return rightly(refusal) and (world.payments[args["payment"]].refunded > 0 or world.troubled)

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        if refusal is None:
            world.count("refunded by the shop")


class Deliver(Deed):
    """Stripe tells one of its news of a payment: again, late, out of order, or weeks old."""

    name = "deliver"

    def offered(self, world: World) -> bool:
        return world.rig is not None and bool(world.shop.stack.webhook_path)

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None:
            return None
        there = news(world.shop, world.payment(begun))
        if not there:
            return None
        number = args["number"] % len(there)
        days = f", days_old={DAYS}" if args["old"] else ""
        return Lines(f"deliver(shop, {begun.name}, {number}{days})")

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        begun = world.payments[args["payment"]]
        world.carts[begun.who].sure = False
        world.count("weeks old news" if args["old"] else "news")


class GiveUp(Deed):
    """The merchant ends a payment at Stripe that nobody has paid: it can never be paid."""

    name = "give_up"

    def offered(self, world: World) -> bool:
        return world.rig is not None

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None or begun.given_up or begun.received:
            return None
        try:
            there = world.shop.dashboard.ends(world.payment(begun))
        except NotOffered:
            return None
        return Lines(f"shop.dashboard.end({begun.name})") if there else None

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        begun = world.payments[args["payment"]]
        begun.given_up, begun.waits, begun.current = True, False, False
        world.carts[begun.who].sure = False
        world.count("given up")


class Look(Deed):
    """Every judge looks, in the middle of the story."""

    name = "look"

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        return Lines("shop.judge_now()") if world.payments else None


def part(begun: Begun, tenths: int) -> int | None:
    """So many tenths of what was paid, in minor units; None for ten of them: all that is left."""
    return None if tenths == TENS else max(begun.received * tenths // (TENS * TENS) * TENS, TENS)


DEEDS = (Refund(), RefundAtStripe(), Cancel(), Deliver(), GiveUp(), Look())
