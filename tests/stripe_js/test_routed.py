"""Stripe.js under its own address: a browser test routes https://js.stripe.com to the emulator."""

from __future__ import annotations

import httpx

from tests.stripe_js.shop import COMPLETE, STRIPE_JS, Shop

CONFIRM = "stripe.confirmPayment({elements, redirect: 'if_required'})"
POLICY = "default-src 'self' 'unsafe-inline'; script-src 'unsafe-inline' https://js.stripe.com; frame-src https://js.stripe.com"


VERSIONS = {"/v3/": 3, "/endive/stripe.js": "endive", "/basil/stripe.js": "basil"}


def test_versions(shop: Shop) -> None:
    """`Stripe.version` is what the path asks for, so that no @stripe/stripe-js warns of another."""
    shop.route()
    found = {path: shop.open(STRIPE_JS + path).run("Stripe.version") for path in VERSIONS}
    assert found == VERSIONS


def test_paying_with_a_challenge(shop: Shop) -> None:
    """Script, frames, API and dialog all come by that one route."""
    shop.route().open(f"{STRIPE_JS}/endive/stripe.js").with_payment(shop.account.intent())
    shop.fill("4000002760003184")
    shop.start(CONFIRM)
    shop.bank.locator(COMPLETE).click()
    assert shop.result()["paymentIntent"]["status"] == "succeeded"
    hosts = {request.url.split("/", 3)[2] for request in shop.requests}
    assert hosts == {"js.stripe.com", shop.site.removeprefix("http://")}


def test_a_shop_with_a_content_security_policy(shop: Shop) -> None:
    """The policy that Stripe documents lets everything through."""
    shop.context.route(
        f"{shop.site}/plain*",
        lambda route: route.fulfill(
            response=(own := route.fetch()),
            headers={
                **own.headers,
                "content-security-policy": POLICY,
            },
        ),
    )
    shop.route().open(f"{STRIPE_JS}/v3/").with_payment(shop.account.intent())
    shop.fill()
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"


def test_a_shop_far_away(shop: Shop) -> None:
    """A page that is not on loopback may not ask loopback; it never has to."""
    page = httpx.get(f"{shop.site}/plain", params={"script": f"{STRIPE_JS}/v3/"}, trust_env=False).text
    shop.context.route("https://127.0.0.1:1/**", lambda route: route.fulfill(body=page, content_type="text/html"))
    shop.site = "https://127.0.0.1:1"
    shop.route().open(f"{STRIPE_JS}/v3/").with_payment(shop.account.intent())
    shop.fill()
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"


def test_only_the_script_is_routed(shop: Shop) -> None:
    """Told the emulator's base, the script needs no other route."""
    base = shop.account.base
    script = httpx.get(f"{base}/js.stripe.com/v3/", headers={"X-Emulator-Base": base}, trust_env=False).text
    shop.context.route(f"{STRIPE_JS}/**", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    shop.open(f"{STRIPE_JS}/v3/").with_payment(shop.account.intent())
    shop.fill("4000002760003184")
    shop.start(CONFIRM)
    shop.bank.locator(COMPLETE).click()
    assert shop.result()["paymentIntent"]["status"] == "succeeded"


def test_under_a_mount(shop: Shop) -> None:
    """Loaded from a mount, everything stays under it."""
    for mount in ("/stripe", "/_extension/stripe"):
        home = f"{shop.account.base}{mount}/js.stripe.com"
        shop.open(f"{home}/v3/").with_payment(shop.account.intent())
        shop.fill()
        assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"
        frames = [frame.url for frame in shop.page.frames if frame != shop.page.main_frame]
        assert all(url.startswith(f"{home}/stand-in/") for url in frames), frames


def test_called_before_there_is_a_body(shop: Shop) -> None:
    """Stripe() in the head: the controller's frame waits for its place."""
    shop.page.goto(f"{shop.site}/early?script={shop.account.base}/js.stripe.com/v3/")
    error = shop.run("window.early")["error"]
    assert error["param"] == "client_secret"


def test_a_page_that_throws_its_body_away(shop: Shop) -> None:
    """As pages do that go on without loading again."""
    intent = shop.account.intent()
    shop.open().run("document.body.innerHTML = '<div id=payment></div>'")
    shop.with_payment(intent)
    shop.fill()
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"


def test_a_script_that_is_part_of_the_page(shop: Shop) -> None:
    """Without a URL of its own it goes back to where the emulator served it from."""
    shop.page.goto(f"{shop.site}/bare")
    shop.page.add_script_tag(content=httpx.get(f"{shop.account.base}/js.stripe.com/v3/", trust_env=False).text)
    shop.run("(key) => { window.stripe = Stripe(key) }", shop.account.publishable_key)
    shop.with_payment(shop.account.intent())
    shop.fill()
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"


def test_a_frame_that_does_not_come(shop: Shop) -> None:
    """The element says what a test has probably forgotten, instead of never becoming ready."""
    shop.context.route("**/stand-in/elements-inner-card.html", lambda route: route.abort())
    shop.page.clock.install()
    shop.open().group({})
    shop.start(
        "new Promise((told) => elements.create('card').on('loaderror', ({error}) => told(error)).mount('#card'))"
    )
    shop.page.clock.fast_forward("01:00")
    error = shop.result()
    assert error["type"] == "api_connection_error"
    assert "must forward every path of it to the emulator" in error["message"]
