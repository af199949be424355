"""How the suites use this shop."""

import re
import sqlite3
from decimal import Decimal

from harness.checkouts import Adapter, Cart, Line, Order, Pages, Payment, Product, Shopper


def shown(http, path):
    """The page; who is not signed in is sent to another one."""
    answer = http.get(path)
    if answer.status != 200:
        raise http.refused(answer)
    return answer.text


class MyShopper(Shopper):
    def sign_up(self, email, password):
        self.http.post("/signup", form={"email": email, "password": password})

    def sign_in(self, email, password):
        self.http.post("/login", form={"email": email, "password": password})

    def add(self, product_id, quantity):
        self.http.post("/cart/add", form={"product_id": product_id, "quantity": str(quantity)})

    def remove(self, product_id):
        self.http.post("/cart/remove", form={"product_id": product_id})

    def cart(self):
        page = shown(self.http, "/cart")
        lines = re.findall(r'data-product="(\d+)" data-quantity="(\d+)"', page)
        total = re.search(r'id="total">\$([\d.]+)<', page)
        return Cart(tuple(Line(id, int(n)) for id, n in lines), int(Decimal(total[1]) * 100), "usd")

    def begin(self, **tampering):
        url = self.http.post("/checkout", form=tampering).headers["location"]
        return Payment(re.search(r"cs_test_\w+", url)[0], url=url)

    def settle(self, payment):
        page = shown(self.http, f"/success?session_id={payment.id}")
        found = re.search(r'id="order">(\d+)<', page)
        return self.order(found[1]) if found else None

    def orders(self):
        return [order(row) for row in self.http.get("/orders").json()["orders"]]

    def order(self, order_id):
        return order(self.http.get(f"/orders/{order_id}").json())


class MyPages(Pages):
    def cart(self, page):
        self.go(page, "/cart")

    def to_checkout(self, page):
        return page.get_by_role("button", name="Check out")

    def checkout(self, page):
        self.cart(page)
        self.to_checkout(page).click()

    def nothing_to_pay(self, page):
        return page.get_by_text("Your cart is empty.").or_(page.locator("#total").get_by_text("$0.00"))

    def refused(self, page):
        return page.get_by_text("We cannot reach the payment service")

    def paid(self, page):
        return page.get_by_role("heading", name="Thank you for your order")

    def order_shown(self, page):
        return {"order": page.locator("#order").inner_text()}

    def come_back(self, page, payment_id):
        self.go(page, f"/success?session_id={payment_id}")

    def unknown(self, page):
        return page.get_by_text("No such order.")

    def not_paid(self, page):
        return page.get_by_role("heading", name="Your payment is being processed")

    def total(self, page):
        return page.locator("#total")

    def money(self, amount, currency):
        return f"${amount / 100:.2f}"


class MyShop(Adapter):
    people, pages = MyShopper, MyPages

    def put_on_sale(self, title, price, currency, stock):
        with sqlite3.connect(self.setting.variables["DATABASE"], timeout=20) as db:
            row = db.execute("insert into products (name, price, stock) values (?, ?, ?)", (title, price, stock))
            return str(row.lastrowid)

    def product(self, product_id):
        with sqlite3.connect(self.setting.variables["DATABASE"], timeout=20) as db:
            row = db.execute("select name, price, stock from products where id = ?", (product_id,)).fetchone()
        return Product(product_id, row[1], "usd", row[2], row[0])


def order(row):
    lines = tuple(Line(str(item["product_id"]), item["quantity"], item["price"]) for item in row["items"])
    return Order(
        str(row["id"]), row["session_id"], row["status"], row["total"], row["currency"], lines, row["refunded"]
    )
