"""What a developer does wrong gets an IntegrationError that says what to do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.stripe_js.shop import Shop

SECRET = "'pi_1_secret_2'"
CARD_FOR_SEPA = "{payment_method: {sepa_debit: stripe.elements().create('card')}}"
THROWN = [
    ("Stripe()", "expected a publishable key"),
    ("Stripe('')", "expected a publishable key"),
    ("Stripe('sk_test_1')", "secret key, which must never reach a browser"),
    ("Stripe('pk_live_1')", "knows test keys only"),
    ("stripe.elements({clientSecret: 'nonsense'})", "expects a client secret of the form"),
    ("stripe.elements({mode: 'pay', currency: 'usd'})", "mode is one of payment, setup, subscription"),
    ("stripe.elements({mode: 'payment', currency: 'usd'})", "needs an amount"),
    ("stripe.elements({mode: 'payment', amount: 100})", "needs a currency"),
    (f"stripe.elements({{clientSecret: {SECRET}, mode: 'payment'}})", "not both"),
    ("stripe.elements().create('cardnumber')", "no such Element"),
    ("stripe.elements().create('iban')", "needs the option supportedCountries"),
    ("stripe.elements().create('payment')", "needs a group made with a clientSecret"),
    ("const e = stripe.elements(); e.create('card'); e.create('card')", "has one already"),
    ("stripe.elements().create('card').mount('#nowhere')", "no element of the page matches"),
    ("stripe.elements().create('card').mount(null)", "expected a CSS selector or a DOM element"),
    ("stripe.elements().create('card').on('change')", "expected a function"),
]
REJECTED = [
    ("stripe.confirmPayment()", "expected an object"),
    ("stripe.confirmPayment({redirect: 'if_required'})", "neither came"),
    (f"stripe.confirmPayment({{clientSecret: {SECRET}}})", "return_url is missing"),
    ("stripe.confirmPayment({elements: {}, redirect: 'if_required'})", "what stripe.elements\\(\\) gave"),
    ("stripe.confirmPayment({elements: stripe.elements(), redirect: 'never'})", "redirect is one of"),
    ("stripe.confirmPayment({elements: stripe.elements(), redirect: 'if_required'})", "without a clientSecret"),
    ("stripe.confirmPayment({clientSecret: 'seti_1_secret_2', redirect: 'if_required'})", "form pi_"),
    ("stripe.confirmCardPayment()", "expects a client secret"),
    (f"stripe.confirmCardPayment({SECRET}, {{payment_method: {{card: {{}}}}}})", "an Element or {token}"),
    (f"stripe.confirmCardSetup({SECRET})", "form seti_"),
    ("stripe.createPaymentMethod({type: 'gold'})", "type is one of card, bancontact"),
    ("stripe.createPaymentMethod({type: 'card', card: {number: '4242'}})", "Card details stay in the Elements"),
    ("stripe.createToken('pii', {})", "tokens of card Elements only"),
    ("stripe.createToken(stripe.elements().create('card'))", "not mounted"),
    ("stripe.elements().submit()", "with a payment, card or cardNumber Element"),
    ("stripe.elements().fetchUpdates()", "made with a clientSecret"),
    ("stripe.retrievePaymentIntent('pi_1')", "expects a client secret"),
    ("stripe.handleNextAction()", "expects a client secret"),
    ("stripe.confirmIdealPayment('seti_1_secret_2')", "form pi_"),
    (f"stripe.confirmSepaDebitPayment({SECRET}, {CARD_FOR_SEPA})", "sepa_debit is in no card Element"),
    (f"stripe.collectBankAccountForPayment({{clientSecret: {SECRET}}})", 'payment_method_type is "us_bank_account"'),
    (
        f"stripe.collectBankAccountForPayment({{clientSecret: {SECRET}, params: {{payment_method_type: "
        "'us_bank_account'}})",
        "billing_details.name is missing",
    ),
    ("stripe.initCheckoutFormSdk({})", "not in this stand-in"),
    ("stripe.createEmbeddedCheckoutPage({})", "came to Stripe.js with dahlia; this page loads 3"),
]


@pytest.fixture
def misused(shop: Shop) -> Shop:
    """A page with Stripe.js and nothing else."""
    return shop.open()


def test_every_misuse_is_told(misused: Shop) -> None:
    """Always under this name, with what was expected."""
    for script, message in THROWN + REJECTED:
        with pytest.raises(Error, match=f"IntegrationError.*{message}"):
            misused.run(
                f"async () => {{ await (async () => {{ {script if ';' in script else 'return ' + script}; }})(); }}"
            )
    for script, _ in REJECTED:
        made = f"() => {{ const made = {script}; made.catch(() => {{}}); return made instanceof Promise; }}"
        assert misused.run(made), f"a call that promises never throws: {script}"


def test_what_wrappers_look_for(misused: Shop) -> None:
    """As @stripe/react-stripe-js does; an object with `then` would be taken for a promise."""
    names = "elements createToken createPaymentMethod confirmCardPayment registerAppInfo _registerWrapper"
    kinds = misused.run(f"'{names}'.split(' ').map((name) => typeof stripe[name])")
    assert kinds == ["function"] * 6
    assert misused.run("'then' in stripe") is False
