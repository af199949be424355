"""The address elements of Checkout: what is typed is the session's address as soon as it is complete."""

from __future__ import annotations

from tests.stripe_emulator.checkout.checkout_shop import session_of
from tests.stripe_emulator.client import JSON
from tests.stripe_js.checkout.kit import CONFIRM, EMAIL, begin, elements_session, now
from tests.stripe_js.shop import Shop

MOUNT = """([name, place]) => new Promise((resolve, reject) => {
    const element = checkout[`create${name}Element`]();
    window[name] = element;
    window.told = [];
    element.on('change', (event) => told.push(event));
    element.on('ready', resolve);
    element.on('loaderror', ({error}) => reject(new Error(error.message)));
    element.mount(place);
})"""
# By the names of Stripe's own fields.
HOME = {
    "name": "Jenny Rosen",
    "addressLine1": "27 Fredrick Ave",
    "locality": "Brothers",
    "administrativeArea": "OR",
    "postalCode": "97712",
}
SAID = {
    "name": "Jenny Rosen",
    "address": {
        "country": "US",
        "line1": "27 Fredrick Ave",
        "line2": None,
        "city": "Brothers",
        "state": "OR",
        "postal_code": "97712",
    },
}


def fill(shop: Shop, fields: JSON, place: str = "#card") -> None:
    """Fill an address in."""
    frame = shop.page.frame_locator(f"{place} iframe")
    for name, value in fields.items():
        frame.locator(f"[name={name}]").fill(value)


def test_shipping(shop: Shop) -> None:
    """Only countries that the session ships to; incomplete it is shown so, complete it goes with the payment."""
    session = elements_session(shop, shipping_address_collection={"allowed_countries": ["CA", "US"]})
    begin(shop, session)
    shop.run(MOUNT, ["ShippingAddress", "#card"])
    frame = shop.page.frame_locator("#card iframe")
    assert frame.locator("[name=country] option").all_text_contents() == ["Canada", "United States"]
    shop.run("(email) => actions.updateEmail(email)", EMAIL)
    shop.fill()
    refused = shop.run(CONFIRM)
    assert refused == {"type": "error", "error": {"message": "Please provide your full name.", "code": None}}
    alerts = [text for text in frame.get_by_role("alert").all_text_contents() if text]
    assert alerts == ["Please provide your full name.", *["This field is incomplete."] * 4]
    assert now(shop)["canConfirm"] is False
    wrong = shop.run("actions.validateElements()")["error"]
    assert [one["element"] for one in wrong["validation_errors"]] == ["shippingAddress"]
    fill(shop, HOME)
    shop.page.wait_for_function("actions.getSession().canConfirm")
    assert now(shop)["shippingAddress"] == SAID
    event = shop.run("told.at(-1)")
    assert (event["elementType"], event["elementMode"], event["complete"]) == ("address", "shipping", True)
    assert shop.run("ShippingAddress.getValue()") == {"complete": True, "isNewAddress": True, "value": SAID}
    assert shop.run(CONFIRM)["type"] == "success"
    shipped = session_of(shop.account, session["id"])["collected_information"]["shipping_details"]
    assert (shipped["name"], shipped["address"]["line1"]) == ("Jenny Rosen", "27 Fredrick Ave")


def test_billing(shop: Shop) -> None:
    """Filled in from the defaults, changed by the shopper, in the customer's details of the paid session."""
    session = elements_session(shop, billing_address_collection="required")
    given = {"name": "Jenny", "address": {"country": "DE", "line1": "Seestr. 1", "city": "Berlin"}}
    begin(shop, session, defaultValues={"email": EMAIL, "billingAddress": given})
    shop.run(MOUNT, ["BillingAddress", "#number"])
    assert shop.page.frame_locator("#number iframe").locator("[name=country]").input_value() == "DE"
    fill(shop, {"locality": "Hamburg"}, "#number")
    shop.page.wait_for_function("actions.getSession().billingAddress?.address.city === 'Hamburg'")
    shop.fill()
    assert shop.run(CONFIRM)["type"] == "success"
    details = session_of(shop.account, session["id"])["customer_details"]
    assert (details["name"], details["address"]["city"], details["address"]["country"]) == ("Jenny", "Hamburg", "DE")


def test_both_and_none(shop: Shop) -> None:
    """One of each can be there, and a destroyed one makes room for another."""
    begin(shop, elements_session(shop, shipping_address_collection={"allowed_countries": ["US"]}))
    shop.run(MOUNT, ["ShippingAddress", "#card"])
    shop.run(MOUNT, ["BillingAddress", "#number"])
    assert shop.run("checkout.getBillingAddressElement() === BillingAddress")
    shop.run("BillingAddress.destroy()")
    assert shop.run("checkout.getBillingAddressElement()") is None
    shop.run(MOUNT, ["BillingAddress", "#number"])
