"""What is done to carts."""

from __future__ import annotations

from typing import Any

from harness.checkouts import Lost, Refused
from harness.model.kit.steps import Deed, Lines, rightly
from harness.model.kit.world import Cart, World


class _Change(Deed):
    def excused(self, world: World, args: dict[str, Any], refusal: Refused) -> bool:
        """A shop may look at the stock, or keep to one currency, when something is put into the cart."""
        cart = world.carts.get(args["who"], Cart())
        if not rightly(refusal):
            return False
        if not cart.sure or world.troubled:
            return True
        left = world.left_in_stock(args["what"])
        mixed = world.cost({**cart.units, args["what"]: 1}) is None
        return mixed or left is None or left < cart.units.get(args["what"], 0) + args.get("units", 0)

    def learn(self, world: World, args: dict[str, Any], refusal: Refused | Lost | None) -> None:
        world.changed(args["who"])
        cart = world.carts.setdefault(args["who"], Cart())
        if refusal is not None:
            cart.sure = False
            return
        before = cart.units.get(args["what"], 0)
        cart.units[args["what"]] = self.after(before, args.get("units", 0))
        cart.units = {name: units for name, units in cart.units.items() if units}

    def after(self, before: int, units: int) -> int:
        """How many units there are then."""
        raise NotImplementedError

    def told(self, world: World, args: dict[str, Any], deed: str) -> Lines:
        """The deed, and the cart as the shop must show it then."""
        who, what, cart = args["who"], args["what"], world.carts[args["who"]]
        if not cart.sure or world.troubled or not (world.has_carts and world.offers("cart")):
            return Lines(deed)
        units = {**cart.units, what: self.after(cart.units.get(what, 0), args.get("units", 0))}
        goods = ", ".join(f"{name}.id: {count}" for name, count in units.items() if count)
        return Lines(deed, (f'expect({who}.cart().quantities(), equals({{{goods}}}), "the cart of {who}")',))


class Add(_Change):
    """Units of a product more."""

    name = "add"

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        cart, buys_one = world.cart(args["who"]), world.facts.single_item
        if buys_one and (cart.units or args["units"] != 1):
            return None
        units = "" if args["units"] == 1 else f", {args['units']}"
        return self.told(world, args, f"{args['who']}.add({args['what']}{units})")

    def after(self, before: int, units: int) -> int:
        return before + units


class SetQuantity(_Change):
    """Another number of units of a product in the cart."""

    name, needs = "set_quantity", ("set_quantity",)

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        if args["what"] not in world.cart(args["who"]).units:
            return None
        return self.told(world, args, f"{args['who']}.set_quantity({args['what']}, {args['units']})")

    def after(self, before: int, units: int) -> int:
        return units


class Remove(_Change):
    """A product is taken out."""

    name, needs = "remove", ("remove",)

    def lines(self, world: World, args: dict[str, Any]) -> Lines | None:
        if args["what"] not in world.cart(args["who"]).units:
            return None
        return self.told(world, args, f"{args['who']}.remove({args['what']})")

    def after(self, before: int, units: int) -> int:
        return 0


DEEDS = (Add(), SetQuantity(), Remove())
