"""How the suites use this shop: guests, whose cart is kept by the page."""

import re

from harness.checkouts import Adapter, Line, Order, Payment, Product, Shopper


class MyShopper(Shopper):
    def begin(self, **tampering):
        items = [{"id": id, "quantity": quantity} for id, quantity in self.basket.items()]
        url = self.http.post("/checkout", {"items": items, **tampering}).json()["url"]
        return Payment(re.search(r"cs_test_\w+", url)[0], url=url)

    def settle(self, payment):
        row = self.http.get(f"/thanks?session_id={payment.id}").json()
        if row["status"] != "paid":
            return None
        lines = tuple(Line(line["id"], line["quantity"], line["price"]) for line in row["lines"])
        return Order(row["id"], row["session"], row["status"], row["amount"], row["currency"], lines)


class MyShop(Adapter):
    people = MyShopper

    def put_on_sale(self, title, price, currency, stock):
        body = {"name": title, "price": price, "currency": currency, "stock": stock}
        return self.http.post("/products", body).json()["id"]

    def product(self, product_id):
        row = next(row for row in self.http.get("/products").json() if row["id"] == product_id)
        return Product(row["id"], row["price"], row["currency"], row["stock"], row["name"])
