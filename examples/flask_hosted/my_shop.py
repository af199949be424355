"""How the suites use this shop."""

import re
import sqlite3
from decimal import Decimal

from harness.checkouts import Adapter, Cart, Line, Order, Payment, Product, Shopper


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


class MyShop(Adapter):
    people = MyShopper

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
