"""A shop's page in a browser, and a shopper in front of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, FrameLocator, Page, Request, Route

from tests.stripe_emulator.client import Account, eventually

JSON = dict[str, Any]
STRIPE_JS = "https://js.stripe.com"
CARD = "4242424242424242"
SPLIT = ("cardNumber", "cardExpiry", "cardCvc")
PLACES = {"payment": "payment", "card": "card", "cardNumber": "number", "cardExpiry": "expiry", "cardCvc": "cvc",
          "iban": "card"}  # fmt: skip
COMPLETE, FAIL = "#test-source-authorize-3ds", "#test-source-fail-3ds"
# What Stripe.js says to the shopper after a failed 3D Secure.
NOT_AUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)
LISTEN = "window.heard = []; addEventListener('message', (event) => window.heard.push(JSON.stringify(event.data)));"
CREATE = """({type, place, options}) => new Promise((resolve, reject) => {
    const element = elements.create(type, options);
    window[type] = element;
    window.events = window.events || [];
    for (const name of ['change', 'focus', 'blur', 'escape']) {
        element.on(name, (event) => window.events.push({name, ...event}));
    }
    element.on('ready', resolve);
    element.on('loaderror', ({error}) => reject(new Error(error.message)));
    element.mount(place);
})"""

IN_TIME = """(given) => {
    const value = (%s);
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no answer within 20 s')), 20000));
    return Promise.race([typeof value === 'function' ? value(given) : value, late]);
}"""
LAST_CHANGE_SAYS = """({type, wanted}) => {
    const last = (window.events || []).filter((one) => one.name === 'change' && one.elementType === type).at(-1);
    const says = ([name, value]) => JSON.stringify(last[name]) === JSON.stringify(value);
    return last && Object.entries(wanted).every(says);
}"""


class Shop:
    """One page of the shop with Stripe.js on it; every request and message is recorded."""

    def __init__(self, context: BrowserContext, site: str, account: Account) -> None:
        self.context, self.site, self.account = context, site, account
        self.requests: list[Request] = []
        self.errors: list[str] = []
        self.warnings: list[str] = []
        context.on("request", lambda request: self.requests.append(request))
        context.add_init_script(LISTEN)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._listen)

    def open(self, script: str | None = None, path: str = "/plain") -> Shop:
        """The page, with Stripe.js from this URL (the emulator's own when none is given), and `stripe` made."""
        url = script or f"{self.account.base}/js.stripe.com/v3/"
        self.page.goto(f"{self.site}{path}?{urlencode({'script': url})}")
        self.run("(key) => { window.stripe = Stripe(key); }", self.account.publishable_key)
        return self

    def route(self) -> Shop:
        """From now on https://js.stripe.com is the emulator, as the README tells browser tests to have it."""
        self.context.route(f"{STRIPE_JS}/**", self._forward)
        return self

    def with_payment(self, intent: JSON, options: JSON | None = None, **group: Any) -> Shop:
        """A Payment Element for an intent, ready."""
        self.group({"clientSecret": intent["client_secret"], **group})
        self.create("payment", options)
        return self

    def with_card(self, *types: str) -> Shop:
        """Card elements, ready; the one-line card element when none is named."""
        self.group({})
        for type in types or ("card",):
            self.create(type)
        return self

    def group(self, options: JSON) -> None:
        """`elements`, made with these options."""
        self.page.evaluate("(options) => { window.elements = stripe.elements(options) }", options)

    def create(self, type: str, options: JSON | None = None) -> None:
        """An element in its place; back when it is ready."""
        self.run(CREATE, {"type": type, "place": f"#{PLACES[type]}", "options": options or {}})

    def run(self, script: str, given: Any = None) -> Any:
        """The value of a JavaScript expression or function, awaited until the deadline."""
        return self.page.evaluate(IN_TIME % script, given)

    def start(self, script: str, given: Any = None) -> None:
        """Begin a call whose promise stays open while the shopper acts; `result` awaits it."""
        self.page.evaluate(f"(given) => {{ window.outcome = {script}; }}", given)

    def result(self) -> JSON:
        """What the started call came to."""
        return dict(self.run("window.outcome"))

    def frame(self, type: str = "payment") -> FrameLocator:
        """The frame of an element."""
        return self.page.frame_locator(f"#{PLACES[type]} iframe")

    def fill(self, number: str = CARD, expiry: str = "12 / 34", cvc: str = "123", type: str = "payment") -> None:
        """Fill a card in, as a shopper would."""
        frame = self.frame(type)
        for name, value in (("number", number), ("expiry", expiry), ("cvc", cvc)):
            frame.locator(f"[name={name}]").fill(value)

    def value(self, name: str, type: str = "payment") -> str:
        """What stands in a field."""
        return self.frame(type).locator(f"[name={name}]").input_value()

    def changes(self, type: str) -> list[JSON]:
        """The change events of an element so far."""
        events = self.page.evaluate("window.events || []")
        return [event for event in events if event["name"] == "change" and event["elementType"] == type]

    def change(self, type: str, **wanted: Any) -> JSON:
        """The newest change event of an element, as soon as it says this."""
        self.page.wait_for_function(LAST_CHANGE_SAYS, arg={"type": type, "wanted": wanted})
        return self.changes(type)[-1]

    @property
    def dialog(self) -> FrameLocator:
        """The frame of the 3D Secure dialog."""
        return self.page.frame_locator("dialog iframe")

    @property
    def bank(self) -> FrameLocator:
        """The bank's page within that dialog."""
        return self.dialog.frame_locator("iframe[name=stripe-challenge-frame]")

    def heard(self) -> list[str]:
        """Every message that reached the shop's page, as JSON."""
        return list(self.page.evaluate("window.heard"))

    def challenge(self, button: str) -> None:
        """Press a button of the bank's page, be it in a dialog or in place of the shop's page."""
        places = (self.page.locator(button), self.bank.locator(button))
        pressed = eventually(lambda: next((one for one in places if one.count()), None), reason="a challenge")
        pressed.click()

    def strangers(self) -> set[str]:
        """Hosts that were asked for something and are neither loopback nor js.stripe.com."""
        hosts = {urlsplit(request.url).hostname or "" for request in self.requests if request.url.startswith("http")}
        return hosts - {"127.0.0.1", "js.stripe.com"}

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            self.warnings.append(message.text)

    def _forward(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        url = f"{self.account.base}/js.stripe.com{parts.path}" + (f"?{parts.query}" if parts.query else "")
        route.fulfill(response=route.fetch(url=url, max_redirects=0))
