"""What an adapter is asked for and answers: plain values. Amounts are integers in minor units, currencies as Stripe
writes them (`usd`)."""

from collections.abc import Iterable
from dataclasses import dataclass

PAID, PARTIALLY_REFUNDED, REFUNDED = "paid", "partially_refunded", "refunded"
# What an order may be for a shopper; a shop's own words are translated by its adapter.
STATUSES = (PAID, PARTIALLY_REFUNDED, REFUNDED)


@dataclass(frozen=True)
class Product:
    """Something on sale. `stock` is how many units can be bought now; None where the shop counts none."""

    id: str
    price: int
    currency: str
    stock: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Line:
    """Units of one product in a cart or an order; `price` is of one unit, None where the shop does not show it."""

    product_id: str
    quantity: int
    price: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Cart:
    """A cart as the shop shows it; `total` and `currency` are None where it shows none."""

    lines: tuple[Line, ...] = ()
    total: int | None = None
    currency: str | None = None

    @classmethod
    def of(cls, cart: "Cart | Iterable[Line]") -> "Cart":
        """A cart, also from its mere lines."""
        return cart if isinstance(cart, Cart) else cls(tuple(cart))

    def quantities(self) -> dict[str, int]:
        """How many units of each product are in it."""
        return {line.product_id: line.quantity for line in self.lines}


@dataclass(frozen=True)
class Payment:
    """A payment that a shop has begun: how the shopper's browser goes on, and what it is to cost.

    `id` is what the shop told of it: `pi_…`, `cs_…`, `sub_…`, or an id of its own. Whoever is to confirm it in the page
    has a `client_secret` (of a PaymentIntent, SetupIntent or Checkout Session); whoever is sent away has a `url`; with
    neither, the shop takes the payment method itself (`Shopper.confirm`). `amount` and `currency` are None where the
    shop told neither.
    """

    id: str
    amount: int | None = None
    currency: str | None = None
    client_secret: str = ""
    url: str = ""


@dataclass(frozen=True)
class Order:
    """An order as the shop tells its shopper; `payment` is the id of its payment, as in `Payment`.

    `status` is one of `paid`, `partially_refunded` and `refunded`, or the shop's own word for something that nobody has
    paid. `refunded` is the amount that went back; None where the shop does not tell.
    """

    id: str
    payment: str
    status: str
    amount: int
    currency: str
    lines: tuple[Line, ...] = ()
    refunded: int | None = None


@dataclass(frozen=True)
class Mail:
    """A mail that the shop sent."""

    subject: str
    text: str


@dataclass(frozen=True)
class Refusal:
    """How a shop's own contract tells one refusal: the status, and the problem's `code` (not looked at without one).

    Several statuses where the contract leaves it open which of them it is; none, `()`, where it says that this is
    answered and no error: a payment that is not paid yet is then told as such.
    """

    status: int | tuple[int, ...]
    code: str | None = None

    @property
    def statuses(self) -> tuple[int, ...]:
        """The statuses that the contract allows."""
        return self.status if isinstance(self.status, tuple) else (self.status,)
