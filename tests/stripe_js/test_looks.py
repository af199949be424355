"""Appearance, style, options, and the width of a phone."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.stripe_js.shop import Shop

PHONE = {"width": 320, "height": 640}
MOUNT_IN_A_NEW_PLACE = """(type) => new Promise((ready) => {
    const place = document.createElement('div');
    place.id = type;
    document.body.append(place);
    elements.create(type, {mode: 'billing'}).on('ready', ready).mount(place);
})"""


def css(locator: Locator, name: str) -> str:
    """A computed style."""
    return str(locator.evaluate("(node, name) => getComputedStyle(node)[name]", name))


def test_appearance(shop: Shop) -> None:
    """Theme and variables, and their change later."""
    look = {"theme": "night", "variables": {"colorText": "#00ff00", "borderRadius": "13px", "fontFamily": "Georgia"}}
    shop.open().with_payment(shop.account.intent(), appearance=look)
    number = shop.frame().locator("[name=number]")
    assert (css(number, "borderRadius"), css(number, "color"), css(number, "fontFamily")) == (
        "13px",
        "rgb(0, 255, 0)",
        "Georgia",
    )
    night = css(number, "backgroundColor")
    shop.run("elements.update({appearance: {theme: 'stripe', variables: {colorBackground: '#abcdef'}}})")
    expect(number).to_have_css("background-color", "rgb(171, 205, 239)")
    expect(number).to_have_css("border-radius", "6px")
    assert night != "rgb(255, 255, 255)"


def test_style_of_card_elements(shop: Shop) -> None:
    """`style.base`, `style.invalid`, and an update."""
    shop.open().group({})
    shop.create("card", {"style": {"base": {"fontSize": "20px"}, "invalid": {"color": "#ff0000"}}})
    number = shop.frame("card").locator("[name=number]")
    assert css(number, "fontSize") == "20px"
    number.fill("4242424242424241")
    expect(number).to_have_css("color", "rgb(255, 0, 0)")
    shop.run("void card.update({disabled: true})")
    expect(number).to_be_disabled()


def test_options(shop: Shop) -> None:
    """`defaultValues` and `fields` of the Payment Element, `hidePostalCode` of the card element."""
    intent, address = shop.account.intent(), {"country": "GB", "postal_code": "ws11 1db"}
    shop.open().with_payment(intent, {"defaultValues": {"billingDetails": {"address": address}}})
    assert (shop.value("country"), shop.value("postalCode")) == ("GB", "WS11 1DB")
    never = {"fields": {"billingDetails": {"address": {"country": "never", "postalCode": "never"}}}}
    shop.with_payment(intent, never)
    shop.create("card", {"hidePostalCode": True})
    for type in ("payment", "card"):
        expect(shop.frame(type).locator("[name=postalCode]")).to_be_hidden()
    expect(shop.frame().locator("[name=country]")).to_be_hidden()


def test_the_width_of_a_phone(shop: Shop) -> None:
    """Nothing is cut off and nothing scrolls; the frame is as high as what it shows, errors too."""
    shop.page.set_viewport_size(PHONE)
    shop.open().with_payment(shop.account.intent())
    shop.create("card")
    shop.run("elements.submit()")
    for type in ("payment", "card"):
        frame = shop.page.locator(f"#{type} iframe").element_handle().content_frame()
        assert frame is not None
        frame.wait_for_function("document.querySelector('.form').getBoundingClientRect().height <= innerHeight + 1")
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert frame.evaluate("[...document.querySelectorAll('input')].every((one) => one.offsetWidth >= 40)")
    assert shop.run("document.documentElement.scrollWidth") <= PHONE["width"]


def test_elements_of_which_nothing_is_shown(shop: Shop) -> None:
    """They report ready, so that pages with them work."""
    shop.open().with_payment(shop.account.intent())
    for type in ("expressCheckout", "address", "linkAuthentication"):
        shop.run(MOUNT_IN_A_NEW_PLACE, type)
        assert shop.page.locator(f"#{type} iframe").count() == 1
    assert shop.run("elements.getElement('address').getValue().then((found) => found.complete)")
