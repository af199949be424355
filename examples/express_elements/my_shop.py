"""How the suites use this shop."""

import re

from harness.checkouts import Adapter, Cart, Line, Order, Pages, Payment, Product, Shopper


class MyShopper(Shopper):
    def sign_up(self, email, password):
        answer = self.http.post("/session", {"email": email, "password": password, "create": True})
        self.key = answer.json()["id"]

    def sign_in(self, email, password):
        self.http.post("/session", {"email": email, "password": password})

    def set_quantity(self, product_id, quantity):
        self.http.put(f"/basket/{product_id}", {"quantity": quantity})

    def remove(self, product_id):
        self.set_quantity(product_id, 0)

    def cart(self):
        body = self.http.get("/basket").json()
        return Cart(lines(body["lines"]), body["total"], body["currency"])

    def begin(self, **tampering):
        body = self.http.post("/payment", tampering).json()
        return Payment(body["id"], body["amount"], body["currency"], body["clientSecret"])

    def settle(self, payment):
        row = self.http.post(f"/payment/{payment.id}/done", {}).json()["order"]
        return order(row) if row else None

    def orders(self):
        return [order(row) for row in self.http.get("/orders").json()]

    def refund(self, order, amount):
        body = {} if amount is None else {"amount": amount}
        return self.http.post(f"/orders/{order.id}/refund", body).json()["refunded"]


class MyPages(Pages):
    def checkout(self, page):
        self.go(page, "/")

    def pay_button(self, page):
        return page.get_by_role("button", name="Pay")

    def refused(self, page):
        return page.get_by_role("alert").filter(has_text=re.compile("."))

    def paid(self, page):
        return page.get_by_role("heading", name="Thank you")

    def order_shown(self, page):
        return {"order": page.locator("#order").inner_text()}


class MyShop(Adapter):
    people, pages = MyShopper, MyPages

    def put_on_sale(self, title, price, currency, stock):
        body = {"name": title, "price": price, "currency": currency, "stock": stock}
        headers = {"X-Admin-Key": self.setting.variables["ADMIN_KEY"]}
        return self.http.post("/admin/products", body, headers=headers).json()["id"]

    def product(self, product_id):
        row = self.http.get(f"/products/{product_id}").json()
        return Product(row["id"], row["price"], row["currency"], row["stock"], row["name"])


def lines(rows):
    return tuple(Line(row["productId"], row["quantity"], row["price"], row["name"]) for row in rows)


def order(row):
    names = ("id", "paymentIntent", "status", "amount", "currency")
    return Order(*(row[name] for name in names), lines(row["lines"]), row["refunded"])
