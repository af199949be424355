"""How the suites use this shop: by its pages, each of which has its data as JSON, with the CSRF token of the cookie."""

import json
import re

from harness.checkouts import Adapter, Cart, Line, Order, Payment, Product, Shopper


def submit(http, path, **form):
    """A form that Django does not accept is shown again: 200 in place of a redirect."""
    if "csrftoken" not in http.cookies:
        http.get("/accounts/login/")
    answer = http.post(path, form=form, headers={"X-CSRFToken": http.cookies["csrftoken"]})
    if answer.status == 200 or "/accounts/login/" in answer.headers["location"]:
        raise http.refused(answer)
    return answer.headers["location"]


def data(http, path):
    answer = http.get(path)
    if answer.status != 200:
        raise http.refused(answer)
    return json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', answer.text, re.DOTALL)[1])


class MyShopper(Shopper):
    def sign_up(self, email, password):
        submit(self.http, "/signup/", username=email, password1=password, password2=password)

    def sign_in(self, email, password):
        submit(self.http, "/accounts/login/", username=email, password=password)

    def set_quantity(self, product_id, quantity):
        submit(self.http, f"/cart/{product_id}/", quantity=str(quantity))

    def remove(self, product_id):
        self.set_quantity(product_id, 0)

    def cart(self):
        body = data(self.http, "/cart/")
        return Cart(lines(body), body["total"], body["currency"])

    def begin(self, **tampering):
        url = submit(self.http, "/checkout/", **tampering)
        return Payment(re.search(r"cs_test_\w+", url)[0], url=url)

    def settle(self, payment):
        found = order(data(self.http, f"/success/?session_id={payment.id}"))
        return found if found.status not in ("pending", "expired") else None

    def orders(self):
        return [order(row) for row in data(self.http, "/orders/")]

    def order(self, order_id):
        return order(data(self.http, f"/orders/{order_id}/"))

    def cancel(self, order):
        submit(self.http, f"/orders/{order.id}/cancel/")


class MyShop(Adapter):
    people = MyShopper

    def put_on_sale(self, title, price, currency, stock):
        if "sessionid" not in self.http.cookies:
            password = self.setting.variables["ADMIN_PASSWORD"]
            submit(self.http, "/admin/login/?next=/", username="admin", password=password)
        form = {"name": title, "price": str(price), "currency": currency, "stock": str(stock), "_continue": "1"}
        return re.search(r"/(\d+)/change/", submit(self.http, "/admin/store/product/add/", **form))[1]

    def product(self, product_id):
        row = data(self.http, f"/products/{product_id}/")
        return Product(str(row["id"]), row["price"], row["currency"], row["stock"], row["name"])


def lines(row):
    return tuple(Line(str(item["product_id"]), item["quantity"], item["price"]) for item in row["items"])


def order(row):
    names = ("session_id", "status", "total", "currency")
    return Order(str(row["id"]), *(row[name] for name in names), lines(row), row["refunded"])
