"""A shop that sells with Checkout Sessions, and the calls of its page."""

from __future__ import annotations

from typing import Any

from tests.stripe_emulator.checkout.checkout_shop import open_session, session_of
from tests.stripe_emulator.client import JSON
from tests.stripe_js.shop import STRIPE_JS, Shop

EMAIL = "jenny@example.com"
CHALLENGED = "4000002760003184"
# A page as Stripe's quickstart writes it: the total is read, the Payment Element mounted.
BEGIN = """async ({secret, options}) => {
    window.sessions = [];
    window.checkout = stripe.initCheckoutElementsSdk({clientSecret: Promise.resolve(secret), ...options});
    checkout.on('change', (session) => sessions.push(session));
    window.payment = checkout.createPaymentElement({layout: 'tabs'});
    const ready = new Promise((resolve, reject) => {
        payment.on('ready', resolve);
        payment.on('loaderror', ({error}) => reject(new Error(error.message)));
    });
    payment.mount('#payment');
    const loaded = await checkout.loadActions();
    if (loaded.type === 'error') return loaded;
    window.actions = loaded.actions;
    await ready;
    return {type: loaded.type, total: actions.getSession().total.total.amount};
}"""
CONFIRM = "actions.confirm({redirect: 'if_required'})"


def elements_session(shop: Shop, **params: Any) -> JSON:
    """A session for the shop's own page; None leaves a parameter out."""
    given = {"ui_mode": "elements", "success_url": None, "return_url": back(shop), **params}
    return open_session(shop.account, **given)


def back(shop: Shop) -> str:
    """The page to which a shopper returns."""
    return f"{shop.site}/plain?session={{CHECKOUT_SESSION_ID}}"


def begin(shop: Shop, session: JSON, train: str = "endive", **options: Any) -> JSON:
    """The page with Stripe.js of a release train, and its checkout begun."""
    shop.route().open(f"{STRIPE_JS}/{train}/stripe.js")
    return dict(shop.run(BEGIN, {"secret": session["client_secret"], "options": options}))


def now(shop: Shop) -> JSON:
    """The session as the page sees it."""
    return dict(shop.run("actions.getSession()"))


def paid(shop: Shop, session: JSON) -> str:
    """`payment_status`, as the server sees it."""
    return str(session_of(shop.account, session["id"])["payment_status"])
