"""What a shopper did to the cart, as facts of the history: for whoever judges what the shop then shows in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from harness.checkouts import NotOffered, Refused
from harness.checkouts.client import is_changing
from harness.core.history import History

# How a change ended: taken, refused, or nobody knows (a lost answer, a server error, a request that was tampered with).
DONE, REFUSED, NOT_KNOWN = "done", "refused", "not known"
SERVER_ERROR = 500


@contextmanager
def noted(history: History, note: Callable[..., None], how: str, product_id: str, units: int = 0) -> Iterator[None]:
    """Note one change: `how` is add, set_quantity or remove. Changes of which one began before another one ended were
    under way at the same time: `began` is how many events there were then."""
    began, ended = len(history.events), NOT_KNOWN
    try:
        yield
        ended = NOT_KNOWN if is_changing() else DONE
    except NotOffered:
        ended = REFUSED
        raise
    except Refused as refused:
        ended = REFUSED if refused.answer.status < SERVER_ERROR else NOT_KNOWN
        raise
    finally:
        what: dict[str, Any] = {"how": how, "product_id": product_id, "quantity": units}
        note("cart_change", **what, ended=ended, began=began)
