"""What a checkout may do differently without being wrong: facts of its profile's `[facts]`, each with a default."""

from dataclasses import dataclass, fields
from typing import Any

HELD, TAKEN = "held", "taken"


@dataclass(frozen=True)
class Facts:
    """The facts of one checkout. A fact never relaxes what must be true of money."""

    # The key of Stripe's metadata under which the checkout names its shopper; empty where it names none.
    shopper_key: str = "user_id"
    # Whether the goods leave the stock when a payment begins ("held") or when it is paid ("taken").
    stock: str = HELD
    # Whether the units of an order that is wholly refunded can be bought again.
    refunds_return_goods: bool = True
    # Whether one cart may have several payments that could still be paid.
    several_open_payments: bool = False
    # Whether a session or an intent is made under an idempotency key of the checkout's own, too; by default only what
    # takes or returns money must be.
    begins_with_key: bool = False
    # Whether a request with a field that the checkout does not know is refused, or the field is ignored.
    refuses_unknown_fields: bool = False
    # Whether the card of each payment is kept for later, and the shop says so: by default nothing is kept unasked.
    saves_cards: bool = False
    # Whether it sells one thing at one price each time: no cart, no product to choose, no quantity.
    single_item: bool = False
    # Whether the cart lies in a cookie: of two tabs that fill it at the very same moment, one overwrites the other.
    cart_in_cookie: bool = False
    # Whether what the shop knows is in its process alone: whoever ends the process ends carts, orders and accounts too.
    state_in_process: bool = False
    # Whether the addresses of shoppers may be in the checkout's log: a shop that prints its mails while it is developed
    # has them there.
    logs_addresses: bool = True
    # Seconds within which whoever asks is answered (told to try again, for example) while Stripe takes each call and
    # says nothing. Heroku's router gives up after 30 s (https://devcenter.heroku.com/articles/request-timeout), and
    # gunicorn ends a worker that is silent for 30 s (https://docs.gunicorn.org/en/stable/settings.html#timeout).
    # Without a time-out of the shop's own, stripe-python and stripe-node wait 80 s for each attempt.
    answers_within_seconds: float = 30.0
    # Fields with which a page might name its own price; the checkout must not follow them.
    amount_fields: tuple[str, ...] = ("amount", "price", "total")
    # Fields with which somebody might make an administrator of himself.
    role_fields: tuple[str, ...] = ("role", "is_admin")
    # The currencies that the checkout sells in; every currency of Stripe's when there is no such line.
    currencies: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Facts":
        """The facts that came as JSON from another process."""
        return cls(**{one.name: _whole(values[one.name]) for one in fields(cls) if one.name in values})


def _whole(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
