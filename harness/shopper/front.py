"""What a buyer with a browser is given: the shop as it stands before her, and herself past its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.checkouts import Pages
from harness.shopper.buyer import Buyer
from harness.stack.base.stack import Stack


@dataclass(frozen=True)
class Front:
    """The shop as it stands before somebody with a browser.

    `operation_of` is its adapter's name for a request, `same` whether two payments' ids are of the same money,
    `intents` are those of whatever id, a PaymentMethod's too.
    """

    stack: Stack
    pages: Pages | None
    operation_of: Callable[[str, str], str | None] | None
    same: Callable[[str, str], bool]
    intents: Callable[[str], list[dict[str, Any]]]


class PastThePages(Buyer):
    """The same person at the adapter: with one memory, so that whoever is signed in there is here."""

    def __init__(self, person: Buyer) -> None:
        self.__dict__ = person.__dict__
