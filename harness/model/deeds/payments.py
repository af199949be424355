"""Beginning to pay, paying at Stripe, and coming back."""

from __future__ import annotations

from typing import Any

from harness.checkouts import Lost, Refused
from harness.model.kit.steps import Deed, Lines, rightly
from harness.model.kit.world import Begun, World

CARDS = {
    "good": "4242424242424242",
    "declined": "4000000000000002",
    "no_money": "4000000000009995",
    "challenge": "4000000000003220",
}
FAILS = ("declined", "no_money")


class Begin(Deed):
    """The checkout begins a payment for the cart."""

    name = "begin"

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        cart, payment, who = world.cart(args["who"]), args["payment"], args["who"]
        if payment in world.payments or (world.facts.single_item and not cart.units):
            return None
        begin = f"{payment} = {who}.begin()"
        if not cart.sure:
            return Lines(begin)
        cost = world.cost(cart.units) if cart.units else None
        if cost is None:
            what = "a payment for goods of two currencies" if cart.units else "a payment for an empty cart"
            return Lines(f'must_refuse({who}.begin, "{what}")')
        amount, currency = cost
        told = f'expect({payment}.amount, one_of([None, {amount}]), "what {payment} is to cost")'
        asked = f'expect(shop.money.asked({payment}), one_of([{{}}, {{"{currency}": {amount}}}]), '
        asked += f'"what Stripe is asked for {payment}")'
        return Lines(begin, (told, asked))

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        """Too little in stock, or a payment of hers that is paid or at the bank; the rest is for sale."""
        cart = world.cart(args["who"])
        if not rightly(refusal):
            return False
        if world.troubled or not cart.sure or any(world.unsettled(args["who"])):
            return True
        left = {name: world.left_in_stock(name) for name in cart.units}
        return any(count is None or count < cart.units[name] for name, count in left.items())

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        who, payment = args["who"], args["payment"]
        if isinstance(refusal, Lost) or payment not in world.names:
            return
        world.changed(who)
        cart = world.carts[who]
        cost = world.cost(cart.units) if cart.units and cart.sure else None
        id = world.names[payment].id
        known = next((one for one in world.payments.values() if world.payment(one).id == id), None)
        begun = known or Begun(payment, who, {}, None)
        begun.units, begun.amount, begun.current = dict(cart.units), cost[0] if cost else None, True
        world.payments[payment] = begun
        world.look_at_stripe(begun)
        world.count("begun again" if known else "begun")


class Attempt(Deed):
    """A card at Stripe; the bank's question is left open."""

    name = "attempt"

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        # Where the page keeps the cart, each payment is for a cart of its own.
        if begun is None or not (begun.current or world.has_carts):
            return None
        attempt, number = args["attempt"], CARDS[args["card"]]
        deed = f'{attempt} = {begun.who}.attempt({begun.name}, card("{number}"), "abandon")'
        fresh = begun.current and not begun.received and not begun.waits and not begun.given_up and not world.troubled
        if args["card"] == "good" and fresh:
            return Lines(deed, (f'expect({attempt}.error, equals({{}}), "what Stripe says to the card")',))
        if args["card"] in FAILS and not begun.received:
            nothing = f'expect(shop.money.received({begun.name}), equals({{}}), "what Stripe took with that card")'
            return Lines(deed, (nothing,))
        return Lines(deed)

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        """A checkout that confirms by itself says so when a payment is over, or the card or the cart will not do."""
        begun = world.payments[args["payment"]]
        fresh = begun.current and not begun.received and not begun.waits
        return rightly(refusal) and not (fresh and args["card"] == "good" and not world.troubled)

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        begun = world.payments[args["payment"]]
        paid = begun.received
        if args["attempt"] in world.names:
            begun.attempt = args["attempt"]
        world.look_at_stripe(begun)
        if args["card"] in FAILS and not begun.received:
            world.count("declined")
        if begun.received and not paid:
            world.count("paid")
        if begun.waits:
            world.count("challenged")


class Answer(Deed):
    """The bank's question is answered."""

    name = "answer"

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None or not begun.waits or not begun.attempt:
            return None
        return Lines(f'{begun.who}.authenticate({begun.name}, {begun.attempt}, "{args["outcome"]}")')

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        return rightly(refusal)

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        begun = world.payments[args["payment"]]
        world.look_at_stripe(begun)
        world.count("paid" if begun.received else "declined")


class Settle(Deed):
    """The shopper comes back from Stripe."""

    name, needs = "settle", ("settle",)

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None:
            return None
        world.look_at_stripe(begun)
        order, comes_back = f"order_{begun.name.rpartition('_')[2]}", f"{begun.who}.settle({begun.name})"
        if not begun.received:
            return Lines(f'expect({comes_back}, absent, "the order of {begun.name}, which nobody paid")')
        if begun.refunded:
            return Lines(comes_back)
        after = [f'expect({order}, present, "the order of {begun.name}, which is paid")']
        if begun.amount is not None:
            what = f'({begun.amount}, "{world.names[next(iter(begun.units))].currency}")'
            after.append(f'expect(({order}.amount, {order}.currency), equals({what}), "what {order} is told to cost")')
            goods = ", ".join(f"{name}.id: {units}" for name, units in begun.units.items())
            told = f"{{line.product_id: line.quantity for line in {order}.lines}}"
            after.append(f'expect({told}, one_of([{{}}, {{{goods}}}]), "the goods of {order}")')
        return Lines(f"{order} = {comes_back}", tuple(after))

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        """What is not paid is refused; a second payment for what is paid may be given back instead."""
        begun = world.payments[args["payment"]]
        return rightly(refusal) and (not begun.received or not begun.current)

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        begun, order = world.payments[args["payment"]], f"order_{args['payment'].rpartition('_')[2]}"
        world.carts[begun.who].sure = False
        if refusal is None and world.names.get(order) is not None:
            begun.order = order
            world.count("told paid")


class Trespass(Deed):
    """Somebody else comes back with a payment that is not hers."""

    name, needs = "trespass", ("settle", "sign_up")

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        begun = world.payments.get(args["payment"])
        if begun is None or begun.who == args["other"]:
            return None
        theirs = f"{args['other']}.settle({begun.name}, noted=False)"
        return Lines(f'expect({theirs}, absent, "what {args["other"]} is told of {begun.name}")')

    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        return rightly(refusal)

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        world.carts[world.payments[args["payment"]].who].sure = False


DEEDS = (Begin(), Attempt(), Answer(), Settle(), Trespass())
