"""What a window's traffic tells of an attempt to pay or to save a card: what Stripe answered, and about what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from harness.browser.window import Window
from harness.checkouts import Payment
from harness.core.exchange import Exchange
from harness.shopper.purchase import Saved
from harness.shopper.styles import Attempt
from harness.shopper.styles.payment_intent import HTTP_ERROR, attempt_of

HOSTED = "hosted_page"
SESSIONS = (HOSTED, "confirm_session")
INTENTS = ("confirm_payment", "retrieve")
METHOD = "create_payment_method"
SETUPS = ("confirm_setup", "retrieve_setup")


@dataclass(frozen=True)
class Told:
    """The payments that the shopper was told of, oldest first, and the intents of any id as Stripe has them."""

    payments: Sequence[Payment]
    intents: Callable[[str], list[dict[str, Any]]]


def attempt(window: Window, told: Told, since: int, *, paid: bool, message: str) -> tuple[Attempt, Payment]:
    """The last attempt from the `since`-th answer on; Failure when the page asked nothing of Stripe.

    `paid` and `message` are what the page says: of a Checkout Session nothing else tells how it ended.
    """
    if answers := window.traffic.of(*SESSIONS, since=since):
        return _ended(answers[-1], message, paid=paid), _paid_there(answers[-1], told.payments)
    answer = window.last_answer(*INTENTS, METHOD, since=since)
    if answer in window.traffic.of(METHOD, since=since):
        return _at_server(answer, told, message)
    return attempt_of(answer), _named_in(answer, told.payments)


def saved(window: Window, since: int, *, told: bool, message: str) -> Saved:
    """The last attempt to save a card; `told` is whether the page says that it is saved."""
    answer = window.last_answer(*SETUPS, HOSTED, since=since)
    id = _id_in(answer.url)
    if answer in window.traffic.of(HOSTED, since=since):
        return Saved(Payment(id, url=answer.url), _ended(answer, message, paid=told))
    return Saved(Payment(id, client_secret=str(answer.json().get("client_secret") or "")), attempt_of(answer))


def _ended(answer: Exchange, message: str, *, paid: bool) -> Attempt:
    error = {"type": "card_error", "message": message} if message else {}
    return Attempt("complete" if paid else "open", error, answer)


def _paid_there(answer: Exchange, payments: Sequence[Payment]) -> Payment:
    return next(payment for payment in payments if payment.id in answer.url)


def _at_server(answer: Exchange, told: Told, message: str) -> tuple[Attempt, Payment]:
    """The page made a PaymentMethod and heard the rest from its server: Stripe says what became of it there."""
    last = told.payments[-1] if told.payments else Payment("")
    if answer.status >= HTTP_ERROR:
        return attempt_of(answer), last
    found = told.intents(str(answer.json()["id"]))
    if not found:
        return Attempt("", {"message": message} if message else {}), last
    intent = found[-1]
    return Attempt(intent["status"], intent["last_payment_error"] or {}), _payment(intent)


def _named_in(answer: Exchange, payments: Sequence[Payment]) -> Payment:
    """The payment that Stripe's answer is about, with its amount."""
    body = answer.json()
    found = _payment((body.get("error") or {}).get("payment_intent") or body)
    for payment in payments:
        if payment.id in answer.url:
            return replace(payment, amount=found.amount, currency=found.currency)
    return found


def _payment(intent: dict[str, Any]) -> Payment:
    secret = str(intent.get("client_secret") or "")
    return Payment(str(intent.get("id", "")), intent.get("amount"), intent.get("currency"), secret)


def _id_in(url: str) -> str:
    """The SetupIntent's or the session's id in an address of Stripe's."""
    return next(part for part in urlsplit(url).path.split("/") if part.startswith(("seti_", "cs_")))
