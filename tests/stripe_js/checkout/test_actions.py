"""What the page changes: codes, quantities, shipping, addresses, the shop's server (https://docs.stripe.com/js/custom_checkout)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.stripe_emulator.checkout.checkout_shop import lines_of, price, session_of
from tests.stripe_emulator.checkout.test_checkout_amounts import coupon, shipping
from tests.stripe_emulator.client import JSON, ok
from tests.stripe_js.checkout.kit import CONFIRM, EMAIL, begin, elements_session, now
from tests.stripe_js.shop import Shop

ADDRESS = {"name": "Jenny Rosen", "address": {"country": "US", "line1": "27 Fredrick Ave", "city": "Brothers",
           "postal_code": "97712", "state": "OR"}}  # fmt: skip


def money(amount: int) -> JSON:
    return {"amount": f"${amount / 100:.2f}", "minorUnitsAmount": amount}


def test_promotion_codes(shop: Shop) -> None:
    """Applied in either case and removed; a wrong one is the shopper's error."""
    code = {
        "promotion": {"type": "coupon", "coupon": coupon(shop.account, percent_off=20, name="Spring")},
        "code": "SPRING",
    }
    ok(shop.account.post("/v1/promotion_codes", code))
    begin(shop, elements_session(shop, allow_promotion_codes=True))
    wrong = shop.run("actions.applyPromotionCode('WINTER')")
    assert wrong == {"type": "error", "error": {"message": "This code is invalid.", "code": "invalidCode"}}
    assert shop.run("actions.applyPromotionCode('')")["error"]["code"] == "invalidCode"
    session = shop.run("actions.applyPromotionCode(' spring ')")["session"]
    [discount] = session["discountAmounts"]
    assert (discount["displayName"], discount["promotionCode"], discount["percentOff"]) == ("Spring", "SPRING", 20)
    assert (session["total"]["discount"], session["total"]["total"]) == (money(300), money(1200))
    assert session["lineItems"][0]["discount"] == money(300)
    assert shop.run("actions.removePromotionCode()")["session"]["total"]["total"] == money(1500)
    begin(shop, elements_session(shop))
    with pytest.raises(Error, match="needs `allow_promotion_codes`"):
        shop.run("actions.applyPromotionCode('SPRING')")


def test_quantities(shop: Shop) -> None:
    """Within what the line allows; the total follows, and is what is charged."""
    line = {"price": price(shop.account), "quantity": 1, "adjustable_quantity": {"enabled": True, "maximum": 3}}
    session = elements_session(shop, line_items=[line])
    begin(shop, session)
    [shown] = now(shop)["lineItems"]
    assert (shown["name"], shown["unitAmount"], shown["adjustableQuantity"]) == (
        "Linen shirt",
        money(1500),
        {"minimum": 0, "maximum": 3},
    )
    change = "(given) => actions.updateLineItemQuantity(given)"
    assert shop.run(change, {"lineItem": shown["id"], "quantity": 4})["type"] == "error"
    updated = shop.run(change, {"lineItem": shown["id"], "quantity": 3})["session"]
    assert (updated["lineItems"][0]["quantity"], updated["total"]["total"]) == (3, money(4500))
    assert shop.run("sessions.at(-1).total.total.minorUnitsAmount") == 4500
    shop.run("(email) => actions.updateEmail(email)", EMAIL)
    shop.fill()
    assert shop.run(CONFIRM)["type"] == "success"
    assert session_of(shop.account, session["id"])["amount_total"] == 4500
    assert [line["quantity"] for line in lines_of(shop.account, session["id"])] == [3]


def test_while_an_update_is_under_way(shop: Shop) -> None:
    """Since endive canConfirm is false meanwhile; before that it was not."""
    line = {"price": price(shop.account), "quantity": 1, "adjustable_quantity": {"enabled": True}}
    for train, confirmable in (("endive", False), ("dahlia", True)):
        begin(shop, elements_session(shop, line_items=[line]), train)
        shop.run("(email) => actions.updateEmail(email)", EMAIL)
        shop.fill()
        shop.page.wait_for_function("actions.getSession().canConfirm")
        during = "(id) => { const done = actions.updateLineItemQuantity({lineItem: id, quantity: 2}); window.seen = "
        during += "actions.getSession().canConfirm; return done; }"
        assert shop.run(during, now(shop)["lineItems"][0]["id"])["session"]["canConfirm"] is True
        assert shop.run("window.seen") is confirmable, train


def test_shipping(shop: Shop) -> None:
    """An address is asked for, a rate chosen; both are in the session when it is paid."""
    session = elements_session(
        shop,
        shipping_address_collection={"allowed_countries": ["US"]},
        shipping_options=[shipping("Standard", 0), shipping("Express", 700)],
    )
    begin(shop, session)
    shop.run("(email) => actions.updateEmail(email)", EMAIL)
    shop.fill()
    assert shop.run(CONFIRM)["error"]["message"] == "Your shipping address is incomplete."
    give = "(given) => actions.updateShippingAddress(given)"
    assert shop.run(give, {**ADDRESS, "address": {"country": "FR"}})["type"] == "error"
    assert shop.run(give, ADDRESS)["session"]["shippingAddress"] == ADDRESS
    fast = now(shop)["shippingOptions"][1]
    assert (fast["amount"], fast["currency"]) == ("$7.00", "usd")
    chosen = shop.run("(id) => actions.updateShippingOption(id)", fast["id"])["session"]
    assert chosen["shipping"]["shippingOption"]["id"] == fast["id"]
    assert (chosen["total"]["shippingRate"], chosen["total"]["total"]) == (money(700), money(2200))
    assert shop.run(CONFIRM)["type"] == "success"
    after = session_of(shop.account, session["id"])
    details = after["collected_information"]["shipping_details"]
    assert (details["name"], details["address"]["line1"]) == ("Jenny Rosen", "27 Fredrick Ave")


def test_a_billing_address(shop: Shop) -> None:
    """Required, and then in the billing details of the payment."""
    session = elements_session(shop, billing_address_collection="required", phone_number_collection={"enabled": True})
    begin(shop, session)
    shop.fill()
    missing = {"message": "Your phone number is incomplete.", "code": None}
    assert (
        shop.run("(given) => actions.confirm(given)", {"email": EMAIL, "redirect": "if_required"})["error"] == missing
    )
    options = {"phoneNumber": "+14155550100", "billingAddress": ADDRESS, "redirect": "if_required"}
    assert shop.run("(given) => actions.confirm(given)", options)["type"] == "success"
    details = session_of(shop.account, session["id"])["customer_details"]
    assert (details["name"], details["phone"], details["address"]["line1"]) == (
        "Jenny Rosen",
        "+14155550100",
        "27 Fredrick Ave",
    )


def test_the_shops_server_changes_the_session(shop: Shop) -> None:
    """runServerUpdate awaits it, and shows what became of the session."""
    session = elements_session(shop)
    begin(shop, session)
    [line] = lines_of(shop.account, session["id"])

    def change() -> None:
        ok(
            shop.account.post(
                f"/v1/checkout/sessions/{session['id']}", {"line_items": [{"id": line["id"], "quantity": 2}]}
            )
        )

    shop.page.expose_function("changeOnTheServer", change)
    assert shop.run("actions.runServerUpdate(changeOnTheServer)")["session"]["total"]["total"] == money(3000)
    failed = shop.run("actions.runServerUpdate(() => Promise.reject(new Error('the shop is down')))")
    assert failed == {"type": "error", "error": {"message": "the shop is down", "code": None}}


def test_a_known_email(shop: Shop) -> None:
    """Of customer_email: it is shown, and changing it is the developer's mistake."""
    begin(shop, elements_session(shop, customer_email=EMAIL))
    assert now(shop)["email"] == EMAIL
    for call in ("actions.updateEmail('other@example.com')", "actions.confirm({email: 'other@example.com'})"):
        with pytest.raises(Error, match="was created with"):
            shop.run(call)
    shop.fill()
    assert shop.run(CONFIRM)["type"] == "success"


def test_default_values(shop: Shop) -> None:
    """Given at the beginning, they are in the session from then on."""
    begin(shop, elements_session(shop), defaultValues={"email": EMAIL, "billingAddress": ADDRESS})
    assert (now(shop)["email"], now(shop)["billingAddress"]) == (EMAIL, ADDRESS)
    assert shop.run("actions.validateElements()")["error"] == {
        "code": "validation_error",
        "message": "Your card number is incomplete.",
        "validation_errors": [{"element": "payment", "message": "Your card number is incomplete."}],
    }
    shop.fill()
    assert shop.run("actions.validateElements()")["type"] == "success"


@pytest.mark.parametrize(("currency", "total"), [("jpy", "¥1,500"), ("chf", "CHF\xa015.00"), ("kwd", "KWD\xa01.500")])
def test_currencies(shop: Shop, currency: str, total: str) -> None:
    """Amounts are formatted for the shopper, with the places of the currency."""
    one = {"price": price(shop.account, 1500, currency), "quantity": 1}
    assert begin(shop, elements_session(shop, line_items=[one]))["total"] == total


def test_taxes(shop: Shop) -> None:
    """Manual rates, on top and within; automatic taxes wait for an address."""
    rate = ok(shop.account.post("/v1/tax_rates", {"display_name": "VAT", "percentage": 20, "inclusive": False}))["id"]
    line = {"price": price(shop.account), "quantity": 1, "tax_rates": [rate]}
    begin(shop, elements_session(shop, line_items=[line]))
    session = now(shop)
    assert (session["total"]["taxExclusive"], session["total"]["total"]) == (money(300), money(1800))
    [tax] = session["taxAmounts"]
    assert (tax["displayName"], tax["percentage"], tax["inclusive"], tax["amount"]) == ("VAT", 20, False, "$3.00")
    assert session["tax"] == {"status": "ready"}
    begin(shop, elements_session(shop, automatic_tax={"enabled": True}))
    assert now(shop)["tax"] == {"status": "requires_billing_address"}
    given = shop.run("(given) => actions.updateBillingAddress(given)", ADDRESS)["session"]
    assert given["tax"] == {"status": "ready"}


MISTAKES = {
    "stripe.initCheckoutElementsSdk()": "expects {clientSecret}",
    "checkout.on('ready', () => {})": 'the only event is "change"',
    "checkout.createPaymentElement()": "there is one already",
    "checkout.createTaxIdElement()": "is not in this stand-in",
    "actions.addOptionalLineItem('price_1')": "needs `optional_items`",
    "actions.updateShippingAddress({})": "needs `shipping_address_collection`",
    "actions.updateBillingAddress({line1: 'x'})": "expected {name, address",
    "actions.updateLineItemQuantity({})": "expected {lineItem, quantity}",
    "actions.confirm({redirect: 'never'})": "redirect is one of always, if_required",
    "actions.confirm({expressCheckoutConfirmEvent: {}})": "is not in this stand-in",
    "stripe.initCheckout({})": "has been renamed to stripe.initCheckoutElementsSdk",
    "stripe.initEmbeddedCheckout({})": "has been renamed to stripe.createEmbeddedCheckoutPage",
    "stripe.initCheckoutFormSdk({})": "is not in this stand-in",
}


def test_mistakes(shop: Shop) -> None:
    """What the developer has to mend is thrown."""
    begin(shop, elements_session(shop))
    for call, words in MISTAKES.items():
        with pytest.raises(Error, match=words.replace("(", r"\(").replace("{", r"\{").replace("`", ".")):
            shop.run(f"(async () => {call})()")
