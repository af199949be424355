"""Stripe's own page, to which the shop sends the browser: https://docs.stripe.com/payments/checkout. Also a Payment
Link, which opens such a page."""

from typing import Any
from urllib.parse import urlsplit

from harness.checkouts import NotOffered, Payment
from harness.core.cards import Card
from harness.core.debits import SEPA, Debit
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.hosts import LINKS, path_of_stripes_page
from harness.core.http import Http
from harness.shopper.styles.style import ABANDON, Attempt, Means, Style, Till
from harness.stripe.stripe_js import CHALLENGE_PAGE

# What the page asks for, whatever the session wants of it: fields that it does not have are not looked at.
ADDRESS = {"Country": "US", "AddressLine1": "1 Main Street", "Locality": "San Francisco", "PostalCode": "94080"}
SCRIPTED = {"Accept": "application/json"}
SEE_OTHER = 303
NOT_AUTHENTICATED = "payment_intent_authentication_failure"
# How the page of a session that has expired is answered.
GONE = 410


def pay(till: Till, payment: Payment, card: Means, three_ds: str) -> Attempt:
    """Fill in Stripe's page and press Pay; answer the bank's challenge if there is one. Status as of the session."""
    page = Http(till.stripe_url, actor="stripe.js", system="stripe", history=till.history)
    try:
        address, shown = _opened(page, payment.url)
        if shown.status == GONE:
            return _expired(shown)
        answer = page.send("POST", address, operation="hosted_page", form=_form(till, card), headers=SCRIPTED)
        return _after(page, answer, three_ds)
    finally:
        page.close()


def authenticate(till: Till, payment: Payment, attempt: Attempt | None, outcome: str) -> Attempt:
    """Answer the challenge to which Stripe's page led. NotOffered without an attempt there."""
    if attempt is None or attempt.exchange is None:
        raise NotOffered("a challenge of Stripe's page")
    page = Http(till.stripe_url, actor="stripe.js", system="stripe", history=till.history)
    try:
        return _after(page, attempt.exchange, outcome)
    finally:
        page.close()


def _opened(page: Http, url: str) -> tuple[str, Exchange]:
    """The session's page and its address, at the stack's Stripe: a shop names it by the host that real Stripe has."""
    path = path_of_stripes_page(url)
    if path.startswith(LINKS):
        answer = page.send("GET", path, operation="hosted_page").expect(SEE_OTHER)
        path = urlsplit(answer.headers["location"]).path
    shown = page.send("GET", path, operation="hosted_page").expect(200, GONE)
    return path, shown


def _form(till: Till, means: Means) -> dict[str, str]:
    if isinstance(means, str):
        raise ValueError(f"card: expected a card to type into Stripe's page, got {means!r}")
    billing = {f"billing{name}": text for name, text in ADDRESS.items()}
    fields = _debit(means) if isinstance(means, Debit) else _card(means)
    return {"action": "pay", "email": till.email, "billingName": "A Shopper", **billing, **fields}


def _card(card: Card) -> dict[str, str]:
    expiry = f"{card.exp_month:02}{card.exp_year % 100:02}"
    typed = {"cardNumber": card.number, "cardExpiry": expiry, "cardCvc": card.card_data()["cvc"]}
    return {"method": "card", **typed}


def _debit(debit: Debit) -> dict[str, str]:
    account = {"iban" if debit.type == SEPA else "bank": debit.account}
    return {"method": debit.type, "billingName": debit.holder, **account}


def _after(page: Http, answer: Exchange, three_ds: str) -> Attempt:
    body = answer.json()
    url = body.get("redirect")
    if not url:
        return Attempt("open", _error(body), answer)
    if CHALLENGE_PAGE in url:
        return _challenged(page, answer, url, three_ds)
    if urlsplit(url).path == urlsplit(answer.url).path:  # the page itself, which says what became of the session
        shown = page.send("GET", urlsplit(url).path, operation="hosted_page").expect(200, GONE)
        return _expired(shown) if shown.status == GONE else Attempt("complete", exchange=shown)
    return Attempt("complete", exchange=answer)


def _expired(shown: Exchange) -> Attempt:
    return Attempt("expired", {"type": "invalid_request_error", "message": "The session has expired"}, shown)


def _challenged(page: Http, answer: Exchange, url: str, three_ds: str) -> Attempt:
    if three_ds == ABANDON:
        return Attempt("open", exchange=answer)
    back = page.send("POST", url, operation="challenge", form={"outcome": three_ds}, outcome=three_ds)
    if back.status != SEE_OTHER:  # there is no challenge any more: it was answered before
        return Attempt("", back.json()["error"], back)
    # As the page's script asks: without it the way back to the shop is the same whatever became of the payment.
    returned = page.send("GET", back.headers["location"], operation="hosted_page", headers=SCRIPTED)
    body = returned.json()
    if body.get("redirect"):
        return Attempt("complete", exchange=returned)
    return Attempt("open", {**_error(body), "type": "card_error", "code": NOT_AUTHENTICATED}, returned)


def _error(body: dict[str, Any]) -> dict[str, Any]:
    """What the page told the shopper: in a field's place, or of the whole form."""
    fields: dict[str, str] = body.get("fields") or {}
    missing = [name for name, text in fields.items() if text == "Required"]
    if missing:
        raise Failure(
            "not_filled_in",
            "Stripe's page wants more than this harness fills in",
            then="the page can be paid with an e-mail address, a card and an address",
            however=f"it requires {', '.join(missing)}",
        )
    words = body.get("message") or next(iter(fields.values()), "")
    return {"type": "card_error", "message": words} if words else {}


STYLE = Style("hosted_page", lambda payment: bool(payment.url), pay, authenticate)
