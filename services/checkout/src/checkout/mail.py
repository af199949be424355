"""The confirmation mail through SES: one per order, and never a reason for a payment to fail."""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from checkout.money import amount_text
from checkout.orders import Order, Orders

LOG = logging.getLogger("checkout.mail")


class Mail:
    """Writes to shoppers from one verified address."""

    def __init__(self, client: Any, sender: str, orders: Orders) -> None:
        self._client, self._sender, self._orders = client, sender, orders
        self._lock = threading.Lock()
        # The claims of mails that this process took upon itself and has not sent, by order: perhaps nobody could note
        # what came of them.
        self._claims: dict[str, str] = {}
        self._busy: set[str] = set()

    def verify_sender(self) -> None:
        """Ask SES for the right to send from the configured address; a stand-in grants it at once."""
        self._client.verify_email_identity(EmailAddress=self._sender)

    def confirm(self, order: Order) -> None:
        """Send the confirmation unless it was sent; when SES fails, whoever settles this payment next tries again."""
        if order.mailed and order.order_id not in self._claims:
            return
        with self._alone_with(order) as alone:
            if alone:
                self._send_once(order)

    @contextmanager
    def _alone_with(self, order: Order) -> Iterator[bool]:
        """Whether nobody else of this process sends this mail now; other processes are kept off by the claim."""
        with self._lock:
            alone = order.order_id not in self._busy
            self._busy.add(order.order_id)
        try:
            yield alone
        finally:
            if alone:
                self._busy.discard(order.order_id)

    def _send_once(self, order: Order) -> None:
        claim = self._claims.setdefault(order.order_id, uuid.uuid4().hex)
        if self._orders.claim_mail(order, claim) and not self._sent(order):
            self._orders.unclaim_mail(order)
        else:
            del self._claims[order.order_id]

    def _sent(self, order: Order) -> bool:
        try:
            self._client.send_email(
                Source=self._sender,
                Destination={"ToAddresses": [order.email]},
                Message={"Subject": _part(f"Your order {order.order_id}"), "Body": {"Text": _part(_text(order))}},
            )
        except (BotoCoreError, ClientError) as error:
            LOG.error("the confirmation of %s was not sent: %s", order.order_id, error)
            return False
        return True


def _part(text: str) -> dict[str, str]:
    return {"Charset": "UTF-8", "Data": text}


def _text(order: Order) -> str:
    priced = [(line, amount_text(line.price * line.quantity, order.currency)) for line in order.items]
    lines = [f"{line.quantity} x {line.title}: {price}" for line, price in priced]
    total = f"Total: {amount_text(order.amount, order.currency)}"
    return "\n".join(["Thank you for your order.", "", *lines, total, "", f"Order {order.order_id}"])
