"""`python -m scripts.pictures`: the pictures of docs/pictures, of a stack of its own and of the report of the last run.

Needs Chromium and a `reports/summary.html` (or --reports FOLDER) that a gate left.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, expect

from harness.browser import chromium

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT, MOST_BYTES = 1200, 620, 200_000
CARD, DECLINED = "4242424242424242", "4000000000009995"
PRODUCTS = (("Linen shirt", 5999, 1), ("Cotton socks", 899, 2))
PASSWORD = "correct horse battery"
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> int:
    """Take the three pictures; 2 when something that they need is not there."""
    parser = argparse.ArgumentParser(prog="pictures", description="The pictures of docs/pictures.")
    parser.add_argument("--reports", type=Path, default=ROOT / "reports", help="where a gate left its reports")
    summary = parser.parse_args().reports.resolve() / "summary.html"
    if lacks := chromium.why_not() or ("" if summary.is_file() else f"no {summary} (try: make gate)"):
        print(f"pictures: there is {lacks}", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with up() as stack, closing(chromium):
        browser = chromium.running()
        at_the_checkout(browser, stack)
        page = window(browser)
        page.goto(summary.as_uri())
        take(page, "report")
    return 0


@contextmanager
def up() -> Iterator[dict[str, Any]]:
    """The stack that `checkout-harness up` serves: URLs and keys."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "harness.cli", "up", "--stack=embedded", "--json", "--reports", folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            try:
                yield json.loads(child.stdout.readline() if child.stdout else "")
            finally:
                child.terminate()


def at_the_checkout(browser: Browser, stack: dict[str, Any]) -> None:
    """Fill a cart, go to the checkout, type a card; then have another one declined."""
    page = window(browser)
    page.goto(f"{stack['checkout_url']}/register")
    words = {"First name": "Jenny", "Last name": "Rosen", "Email": "jenny@shop.example", "Password": PASSWORD}
    for label, word in words.items():
        page.get_by_label(label).fill(word)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    fill_cart(stack)
    page.goto(f"{stack['checkout_url']}/checkout")
    type_card(page, CARD)
    take(page, "checkout")
    type_card(page, DECLINED)
    page.evaluate(TWO_FRAMES)
    page.get_by_role("button", name="Pay Now").click()
    expect(page.get_by_role("alert")).to_contain_text("insufficient funds")
    take(page, "decline")


def fill_cart(stack: dict[str, Any]) -> None:
    """Put products of this day into Jenny's cart, as she and the shop's admin."""
    with httpx.Client(base_url=stack["checkout_url"], trust_env=False, timeout=30) as http:

        def call(path: str, token: str = "", **body: Any) -> dict[str, Any]:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = http.post(path, json=body, headers=headers).raise_for_status()
            return dict(answer.json())

        admin = call("/api/auth/login", email=stack["admin_email"], password=stack["admin_password"])["access_token"]
        jenny = call("/api/auth/login", email="jenny@shop.example", password=PASSWORD)["access_token"]
        for title, price, quantity in PRODUCTS:
            product = call("/api/products", admin, title=title, price=price, currency="usd", stock=10)
            call("/api/cart/items", jenny, product_id=product["product_id"], quantity=quantity)


def type_card(page: Page, number: str) -> None:
    """Type a card into the Payment Element."""
    frame = page.frame_locator("form iframe").first
    for name, value in (("number", number), ("expiry", "12 / 34"), ("cvc", "123")):
        frame.locator(f"[name={name}]").fill(value)
    frame.get_by_label("Country").select_option("US")
    frame.get_by_label("ZIP code").fill("94080")


def window(browser: Browser) -> Page:
    """A fresh window of the pictures' size."""
    return browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-US", reduced_motion="reduce"
    )


def take(page: Page, name: str) -> None:
    """Save what the window shows; AssertionError when it is too heavy for a README."""
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    size = file.stat().st_size
    assert size < MOST_BYTES, f"{file}: expected fewer than {MOST_BYTES} bytes, got {size}"
    print(f"{file.relative_to(ROOT)}: {size} bytes")


if __name__ == "__main__":
    sys.exit(main())
