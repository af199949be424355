"""What a shopper sees while typing: grouping, dates, the caret, moving on, and the change events of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from stripe_emulator.cards import card_table
from tests.stripe_js.shop import CARD, Shop

KNOWN = {"visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay"}


@pytest.fixture
def payment(shop: Shop) -> Shop:
    """A Payment Element, empty."""
    return shop.open().with_payment(shop.account.intent())


def test_number(payment: Shop) -> None:
    """Groups by brand, no more digits than the brand has, nothing but digits."""
    wanted = {
        "4242424242424242": "4242 4242 4242 4242",
        "42424": "4242 4",
        "4242-4242-4242-42429999": "4242 4242 4242 4242",
        "378282246310005": "3782 822463 10005",
        "36227206271667": "3622 720627 1667",
        "3056930009020004": "3056 9300 0902 0004",
        "6205500000000000004": "6205 5000 0000 0000 004",
        "4a2 b4": "424",
    }
    number, found = payment.frame().locator("[name=number]"), {}
    for one in wanted:
        number.fill(one)
        found[one] = number.input_value()
    assert found == wanted
    assert typed(payment, "number", "37828224631000599") == "3782 822463 10005"


def test_mending_a_digit(payment: Shop) -> None:
    """The caret stays where it was put, though the groups move."""
    number = payment.frame().locator("[name=number]")
    number.press_sequentially("42424242")
    for _ in range(4):
        number.press("ArrowLeft")
    number.press_sequentially("99")
    assert number.input_value() == "4242 9942 42"
    number.press("Backspace")
    assert number.input_value() == "4242 9424 2"


def test_expiry(payment: Shop) -> None:
    """`MM / YY` comes by itself: typed, or as browsers and password managers fill it in."""
    wanted = {
        "1234": "12 / 34",
        "12/34": "12 / 34",
        "1 2": "12 / ",
        "5": "05 / ",
        "1": "1",
        "13": "01 / 3",
        "1/30": "01 / 30",
        "12": "12 / ",
        "123456": "12 / 34",
    }
    assert {one: typed(payment, "expiry", one) for one in wanted} == wanted
    expiry = payment.frame().locator("[name=expiry]")
    for pasted, wanted_text in {"12/2034": "12 / 34", "1/2034": "01 / 34", "122034": "12 / 34"}.items():
        expiry.fill(pasted)
        assert expiry.input_value() == wanted_text, pasted
    for key in ("End", *["Backspace"] * 6):
        expiry.press(key)
    assert expiry.input_value() == "", "the separator never holds the shopper up"


def test_cvc(payment: Shop) -> None:
    """As long as the brand's; four digits may be typed before the number is there."""
    assert typed(payment, "cvc", "12345") == "1234"
    payment.frame().locator("[name=number]").fill(CARD)
    assert typed(payment, "cvc", "12345") == "123"
    payment.frame().locator("[name=number]").fill("378282246310005")
    assert typed(payment, "cvc", "12345") == "1234"


def test_the_keyboard_is_enough(payment: Shop) -> None:
    """A full field hands on to the next; Tab goes on; Enter submits the shop's form."""
    payment.run(
        "() => { document.querySelector('#form').onsubmit = (e) => { e.preventDefault(); window.submitted = true }; }"
    )
    payment.frame().locator("[name=number]").focus()
    payment.page.keyboard.type(CARD + "1234" + "123")
    expect(payment.frame().locator("[name=country]")).to_be_focused()
    assert (payment.value("number"), payment.value("expiry"), payment.value("cvc")) == (
        "4242 4242 4242 4242",
        "12 / 34",
        "123",
    )
    payment.page.keyboard.press("Tab")
    expect(payment.frame().locator("[name=postalCode]")).to_be_focused()
    payment.page.keyboard.press("Enter")
    payment.page.wait_for_function("window.submitted")
    payment.change("payment", complete=True)


def test_errors_wait_until_they_are_sure(payment: Shop) -> None:
    """Half a number is no error while it is typed, but when it is left; a wrong digit is one at once."""
    number, alert = payment.frame().locator("[name=number]"), payment.frame().get_by_role("alert").first
    number.press_sequentially("4242")
    expect(alert).to_have_text("")
    number.press("Tab")
    expect(alert).to_have_text("Your card number is incomplete.")
    number.press_sequentially("4")
    expect(alert).to_have_text("")
    number.fill("4242424242424241")
    expect(alert).to_have_text("Your card number is invalid.")


def test_labels_and_autocomplete(payment: Shop) -> None:
    """Every field has its label, and what browsers fill in knows its place."""
    wanted = {
        "Card number": "cc-number",
        "Expiration date": "cc-exp",
        "Security code": "cc-csc",
        "Country": "billing country",
        "ZIP code (optional)": "postal-code",
    }
    found = {name: payment.frame().get_by_label(name).get_attribute("autocomplete") for name in wanted}
    assert found == wanted
    assert payment.frame().get_by_placeholder("1234 1234 1234 1234").get_attribute("inputmode") == "numeric"


def test_changes_of_the_payment_element(payment: Shop) -> None:
    """{complete, empty, collapsed, value}."""
    payment.fill()
    last = payment.change("payment", complete=True)
    first = payment.changes("payment")[0]
    assert (first["complete"], first["empty"]) == (False, False)
    assert last == {
        "name": "change",
        "elementType": "payment",
        "complete": True,
        "empty": False,
        "collapsed": False,
        "value": {"type": "card"},
    }
    payment.run("void payment.clear()")
    payment.change("payment", empty=True, complete=False)


def test_changes_of_the_card_element(shop: Shop) -> None:
    """{complete, empty, brand, error, value: {postalCode}}."""
    shop.open().with_card()
    number = shop.frame("card").locator("[name=number]")
    number.press_sequentially("37828")
    assert shop.change("card", brand="amex")["error"] is None
    number.fill("4242424242424241")
    last = shop.change("card", brand="visa", complete=False, empty=False)
    assert last["error"] == {
        "type": "validation_error",
        "code": "invalid_number",
        "message": "Your card number is invalid.",
    }
    shop.fill(type="card")
    shop.frame("card").locator("[name=postalCode]").fill("94107")
    last = shop.change("card", complete=True, value={"postalCode": "94107"})
    assert last["error"] is None


def test_focus_blur_and_escape(shop: Shop) -> None:
    """Moving within the element is neither; the container's classes follow."""
    shop.open().with_card()
    frame, place = shop.frame("card"), shop.page.locator("#card")
    expect(place).to_have_class(re.compile("StripeElement--empty"))
    shop.page.get_by_text("Card", exact=True).click()
    expect(frame.locator("[name=number]")).to_be_focused()
    expect(place).to_have_class(re.compile("StripeElement--focus"))
    frame.locator("[name=number]").press("Escape")
    frame.locator("[name=expiry]").focus()
    shop.page.locator("#pay").focus()
    shop.page.wait_for_function("events.some((event) => event.name === 'blur')")
    names = [event["name"] for event in shop.run("events")]
    assert names == ["focus", "escape", "blur"]
    expect(place).not_to_have_class(re.compile("StripeElement--focus"))


def test_every_documented_card_is_sound(shop: Shop) -> None:
    """The fields take every number of the emulator's table, and see the brand that the API will see."""
    shop.open().with_card()
    [frame] = [one for one in shop.page.frames if one.name.startswith("__privateStripeFrame")]
    judged = frame.evaluate(
        "(numbers) => numbers.map((one) => [one, brandOf(one).brand, NUMBER.judge(NUMBER.format(one), {})])",
        list(card_table.numbers()),
    )
    assert [number for number, _, code in judged if code] == ["4242424242424241"], "documented for its check digit"
    brands = {number: brand for number, brand, _ in judged}
    known = {number: card_table.by_number(number).brand for number in brands}
    assert {n: b for n, b in brands.items() if known[n] in KNOWN} == {n: b for n, b in known.items() if b in KNOWN}


def typed(shop: Shop, name: str, keys: str) -> str:
    """What stands in a field after these keys."""
    field = shop.frame().locator(f"[name={name}]")
    field.fill("")
    field.press_sequentially(keys)
    return field.input_value()
