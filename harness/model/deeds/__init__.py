"""What can be done in a shop: a class for each deed. A new one is a class here, and a rule of `model.machine`."""

from harness.model.deeds import afterwards, carts, payments
from harness.model.kit.steps import Deed

DEEDS: dict[str, Deed] = {deed.name: deed for deed in (*carts.DEEDS, *payments.DEEDS, *afterwards.DEEDS)}
