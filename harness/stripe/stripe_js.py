"""What Stripe.js does in a shopper's browser: it has the publishable key and a client secret, never the secret key.

Parameters as Stripe.js sends them: https://docs.stripe.com/js/payment_intents/confirm_card_payment,
https://docs.stripe.com/api/payment_intents/confirm and https://docs.stripe.com/api/setup_intents/confirm.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness.core.cards import Card
from harness.core.debits import SEPA, Debit
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.history import History
from harness.core.http import Http

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

OUTCOMES = ("succeed", "fail")
CHALLENGE_PAGE = "/_localstack/stripe/three_d_secure/"
SETUP = "seti_"


class StripeJs:
    """A browser's Stripe.js for the stack's account; every method returns the exchange, no status is checked."""

    def __init__(self, stack: "Stack", history: History | None = None) -> None:
        self._http = Http(stack.stripe_url, actor="stripe.js", system="stripe", history=history)
        self._headers = {"Authorization": f"Bearer {stack.publishable_key}"}

    def create_payment_method(self, card: Card) -> Exchange:
        """`stripe.createPaymentMethod`: 200 with a `pm_...`, or 402 for a number, expiry or cvc that cannot be."""
        return self._post("/v1/payment_methods", {"type": "card", **_fields("card", card)}, "create_payment_method")

    def confirm_payment(
        self, client_secret: str, payment_method: Card | Debit | str, return_url: str | None = None
    ) -> Exchange:
        """`stripe.confirmPayment` with a card, a SEPA debit or a payment method's id; 402 when declined.

        `requires_action` for 3DS, `processing` for a debit. With a SetupIntent's secret (`seti_...`) it is
        `stripe.confirmSetup`.

        Without `return_url` the challenge is left to Stripe.js (`use_stripe_sdk`), with one the bank redirects back.
        """
        intent_id = intent_id_of(client_secret)
        how = {"return_url": return_url} if return_url else {"use_stripe_sdk": "true"}
        form = {**_paid_with(payment_method), **how, "client_secret": client_secret}
        name = "confirm_setup" if intent_id.startswith(SETUP) else "confirm_payment"
        return self._post(f"{_path(intent_id)}/confirm", form, name, **_about(intent_id))

    def retrieve(self, client_secret: str) -> Exchange:
        """`stripe.retrievePaymentIntent`, or `retrieveSetupIntent`."""
        intent_id = intent_id_of(client_secret)
        return self._http.send(
            "GET",
            f"{_path(intent_id)}?client_secret={client_secret}",
            operation="retrieve_setup" if intent_id.startswith(SETUP) else "retrieve",
            headers=self._headers,
            **_about(intent_id),
        )

    def answer_challenge(self, intent: Mapping[str, Any], outcome: str = "succeed") -> Exchange:
        """Press "succeed" or "fail" on the bank's page that the intent's `next_action` names.

        200 with the intent, or 303 back to the shop when the confirmation gave a return_url.
        """
        if outcome not in OUTCOMES:
            raise ValueError(f"outcome of a challenge: expected one of {', '.join(OUTCOMES)}, got {outcome!r}")
        url = challenge_url(intent)
        about = _about(str(intent.get("id") or intent.get("payment_intent_id")))
        return self._http.send("POST", url, operation="challenge", form={"outcome": outcome}, **about, outcome=outcome)

    def authenticate(self, client_secret: str, answer: Exchange, outcome: str = "succeed") -> Exchange:
        """What Stripe.js does after a confirmation: answer the challenge if there is one, then read the intent again.

        The confirmation's own answer when no challenge came.
        """
        if answer.status != 200 or answer.json().get("status") != "requires_action":
            return answer
        settled = self.answer_challenge(answer.json(), outcome)
        return settled if settled.status == 200 else self.retrieve(client_secret)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _post(self, path: str, form: Mapping[str, str], operation: str, **facts: Any) -> Exchange:
        return self._http.send("POST", path, operation=operation, form=form, headers=self._headers, **facts)


def intent_id_of(client_secret: str) -> str:
    """The PaymentIntent's or SetupIntent's id inside a client secret (`pi_..._secret_...`)."""
    intent_id, found, _ = client_secret.partition("_secret_")
    if not found:
        raise ValueError("client secret: expected pi_..._secret_..., got a text without _secret_")
    return intent_id


def _path(intent_id: str) -> str:
    return f"/v1/{'setup_intents' if intent_id.startswith(SETUP) else 'payment_intents'}/{intent_id}"


def _about(intent_id: str) -> dict[str, Any]:
    """The fact that a request is about a payment; about a card that is saved there is none."""
    return {} if intent_id.startswith(SETUP) else {"payment_intent_id": intent_id}


def challenge_url(intent: Mapping[str, Any]) -> str:
    """Where the bank asks, from an intent's `next_action`; Failure when it names no page that can be answered here."""
    action = intent.get("next_action") or {}
    url = (action.get("redirect_to_url") or {}).get("url") or (action.get("use_stripe_sdk") or {}).get("stripe_js")
    if url and CHALLENGE_PAGE in url:
        return str(url)
    raise Failure(
        "no_challenge",
        "The intent names no 3D Secure page that can be answered",
        let=f"the intent have the status {intent.get('status')!r}",
        then=f"its next_action has a redirect_to_url.url or use_stripe_sdk.stripe_js with {CHALLENGE_PAGE}",
        however=f"its next_action is {action!r}",
    )


def _paid_with(payment_method: Card | Debit | str) -> dict[str, str]:
    if isinstance(payment_method, Debit):
        return _debited(payment_method)
    if isinstance(payment_method, str):
        return {"payment_method": payment_method}
    return {"payment_method_data[type]": "card", **_fields("payment_method_data[card]", payment_method)}


def _debited(debit: Debit) -> dict[str, str]:
    """With the mandate that the shopper gives in the page.

    https://docs.stripe.com/api/payment_intents/confirm#confirm_payment_intent-mandate_data
    """
    if debit.type != SEPA:
        raise ValueError(f"debit: expected one by IBAN ({SEPA}), got {debit.type}")
    data, acceptance = "payment_method_data", "mandate_data[customer_acceptance]"
    return {
        f"{data}[type]": debit.type,
        f"{data}[{debit.type}][iban]": debit.account,
        f"{data}[billing_details][name]": debit.holder,
        f"{data}[billing_details][email]": debit.email,
        f"{acceptance}[type]": "online",
        f"{acceptance}[online][ip_address]": "127.0.0.1",
        f"{acceptance}[online][user_agent]": "Stripe.js",
    }


def _fields(prefix: str, card: Card) -> dict[str, str]:
    return {f"{prefix}[{name}]": value for name, value in card.card_data().items()}
