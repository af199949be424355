"""What a team writes so that the suites can use its shop: an `Adapter` for the shop, a `Shopper` for each person.

Every method but `begin` and one way to have a product may be left out: what is missing is not offered, and cases that
need it are left out and told. The methods, with their shapes (`features.py` says what each one lets be judged):

    class MyShop(Adapter):
        people = MyShopper
        def put_on_sale(self, title: str, price: int, currency: str, stock: int) -> str    # the product's id
        def catalogue(self) -> list[Product]                       # what is on sale already, in place of put_on_sale
        def product(self, product_id: str) -> Product              # as it is now
        def mails(self, email: str) -> list[Mail]                  # sent to this address, oldest first
        def extra(self, goods: int, currency: str) -> int          # shipping and tax on top of goods that cost so much
        pages = MyPages                                            # in a browser, see harness.checkouts.pages
        def operation_of(self, method: str, path: str) -> str | None   # a name in reports for a request of the pages

    class MyShopper(Shopper):
        def sign_up(self, email: str, password: str) -> None       # and be signed in; without it shoppers are guests
        def sign_in(self, email: str, password: str) -> None
        def add(self, product_id: str, quantity: int) -> None      # set_quantity likewise; remove(product_id)
        def cart(self) -> Cart | list[Line]
        def begin(self, **tampering) -> Payment                    # tampering: fields for the request, as they are
        def confirm(self, payment: Payment, payment_method: str) -> Order | None     # at the server
        def settle(self, payment: Payment) -> Order | None         # what the page does on coming back; None: not paid
        def payment(self, payment: Payment) -> Payment             # one that was begun, as it is now
        def save_card(self) -> Payment                             # a SetupIntent's (seti_...) or a session's
        def charge_saved(self, saved: Payment) -> Payment          # the cart, off-session; client_secret: authenticate
        def orders(self) -> list[Order]
        def order(self, order_id: str) -> Order
        def refund(self, order: Order, amount: int | None) -> int | None      # what goes back, where it is told
        def cancel(self, order: Order) -> None

`save_card` and `charge_saved` are a pair: what the first answers is paid with a card, as `begin`'s is, and handed to
the second, which lets the shop charge the cart while nobody is there and answers the payment, however it ended.

A method speaks through `self.http`, which raises Refused and Lost; it lets both pass. Shops without a cart of their own
(the page keeps it) leave `add` out: `self.basket` then holds what the person wants, for `begin`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from harness.checkouts.client import Client
from harness.checkouts.facts import Facts
from harness.checkouts.pages import Pages
from harness.checkouts.values import Refusal

__all__ = ["Adapter", "Setting", "Shopper"]


@dataclass(frozen=True)
class Setting:
    """What an adapter may need to know of the stack: addresses, and the checkout's environment variables."""

    url: str
    aws_url: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)


class Shopper:
    """One person in the shop. `self.http` has this person's cookies and headers, `self.shop` is the adapter."""

    # The shop's own id of this person, as it stands in Stripe's metadata (`facts.shopper_key`).
    key: str = ""

    def __init__(self, client: Client, shop: Any, email: str) -> None:
        self.http, self.shop, self.email = client, shop, email
        # What this person wants, where the page and not the shop keeps the cart: product ids and units.
        self.basket: dict[str, int] = {}


class Adapter:
    """A shop. `self.http` is the connection of whoever runs it, `self.setting` tells where everything is."""

    # The class of its shoppers, and of its pages in a browser if it has any.
    people: ClassVar[type[Shopper]]
    pages: ClassVar[type[Pages] | None] = None
    # How the shop's own contract tells what it refuses, by what is refused; cases then hold it to that.
    refusals: ClassVar[Mapping[str, Refusal]] = {}
    # Paths at which a page is handed a client secret, for requests that no method sends (a fuzzer's).
    hands_out: ClassVar[tuple[str, ...]] = ()

    def __init__(self, client: Client, setting: Setting) -> None:
        self.http, self.setting = client, setting

    def extra(self, goods: int, currency: str) -> int:
        """What the shop adds in one payment to goods that cost so much: shipping, tax. Amounts in minor units.

        It is said here and not read from the shop: what is charged has to be exactly the goods and this. Not a feature:
        without it nothing is added.
        """
        return 0 * goods
