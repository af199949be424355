"""How a call to a checkout ends other than by being done: refused, lost, or not offered at all."""

from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.http import ConnectionLost

__all__ = ["AdapterError", "Lost", "NotOffered", "Refused"]

# No answer came, so nobody knows whether the call took effect.
Lost = ConnectionLost


class Refused(Failure):
    """The checkout answered with an error (a status of 400 or more); `exchange` is the request and its answer."""

    def __init__(self, operation: str, actor: str, exchange: Exchange) -> None:
        super().__init__(
            "refused",
            f"The checkout refused to {operation.replace('_', ' ')}",
            let=f"{exchange.method} {exchange.url} be sent for {actor}",
            then="it is done",
            however=f"the checkout answered {exchange.status}: {exchange.text[:300]}",
            exchange=exchange,
        )
        self.answer = exchange

    @property
    def busy(self) -> bool:
        """Whether the shopper was told to try again: a conflict with something under way, or no service for now."""
        return self.answer.status in (409, 423, 425, 429, 503)

    @property
    def broken(self) -> bool:
        """Whether the checkout itself fell over, which is no way to refuse."""
        return self.answer.status == 500


class NotOffered(Exception):
    """The checkout has no such feature, as its adapter has no such method: the case is none for it."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"not offered: {feature}")
        self.feature = feature


class AdapterError(Exception):
    """An adapter that cannot be used, or that answered something else than it must: what was expected, got, a hint."""

    def __init__(self, expected: str, got: str, hint: str) -> None:
        super().__init__(f"adapter: expected {expected}, got {got}. Hint: {hint}")
