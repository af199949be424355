"""How the suites use this shop: its books are there already, and it confirms payments itself."""

from harness.checkouts import Adapter, Cart, Line, Order, Payment, Product, Shopper


class MyShopper(Shopper):
    def sign_up(self, email, password):
        self._enter("/auth/sign-up", email, password)

    def sign_in(self, email, password):
        self._enter("/auth/sign-in", email, password)

    def _enter(self, path, email, password):
        body = self.http.post(path, {"email": email, "password": password}).json()
        self.key = body["id"]
        self.http.headers["Authorization"] = f"Bearer {body['access_token']}"

    def set_quantity(self, product_id, quantity):
        self.http.put(f"/cart/{product_id}", {"quantity": quantity})

    def remove(self, product_id):
        self.set_quantity(product_id, 0)

    def cart(self):
        body = self.http.get("/cart").json()
        return Cart(tuple(Line(*line) for line in body["lines"]), body["total"], body["currency"])

    def begin(self, **tampering):
        body = self.http.post("/orders", tampering).json()
        return Payment(body["id"], body["amount"], body["currency"])

    def confirm(self, payment, payment_method):
        return order(self.http.post(f"/orders/{payment.id}/pay", {"payment_method": payment_method}).json()["order"])

    def settle(self, payment):
        return order(self.http.post(f"/orders/{payment.id}/done", {}).json()["order"])

    def orders(self):
        return [order(row) for row in self.http.get("/orders").json()]

    def order(self, order_id):
        return order(self.http.get(f"/orders/{order_id}").json())

    def refund(self, order, amount):
        return self.http.post(f"/orders/{order.id}/refunds", {"amount": amount}).json()["amount"]


class MyShop(Adapter):
    people = MyShopper

    def catalogue(self):
        rows = self.http.get("/books").json()
        return [Product(row["id"], row["price"], row["currency"], title=row["title"]) for row in rows]


def order(row):
    if row is None:
        return None
    lines = tuple(Line(*line) for line in row["lines"])
    return Order(row["id"], row["id"], row["status"], row["amount"], row["currency"], lines, row["refunded"])
