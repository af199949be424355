"""Guesses what an adapter says of the shop itself: what is on sale, and where Stripe's events and health checks go."""

from harness.commands.starting import names
from harness.commands.starting.finding import CARTS, ORDERS, Found, send
from harness.commands.starting.routes import Json, Route
from harness.commands.starting.shopping import Lines, seller

HEALTH = ("health", "healthz", "healthcheck", "livez", "readyz", "ready", "ping", "status", "up")
GOODS = {"products", "items", "goods", "articles", "catalog", "catalogue", "books", "plans", "tickets", "prices"}
HOOKS = {"webhook", "webhooks", "hook", "hooks"}


def put_on_sale(found: Found) -> Lines | None:
    """A product of a case's own, as the route with a price takes it."""
    route = found.first("POST", lambda one: not one.holes and _sells(one) and bool(names.pick(one.fields, names.PRICE)))
    if route is None:
        return None
    fields, price = route.fields, names.pick(route.fields, names.PRICE)
    values = {
        names.pick(fields, names.TITLE): "title",
        price: "price / 100" if names.is_decimal(fields[price]) else "price",
        names.pick(fields, names.CURRENCY): "currency",
        names.pick(fields, names.STOCK): "stock",
    }
    body = names.body(fields, route.sent.get("required", []), {name: value for name, value in values.items() if name})
    id = names.read("answer.json()", route.answer, ("id", *names.PRODUCT), 'str(answer.json()["id"])')
    if route.secured and seller(found):
        sent = send(route, body).removesuffix(")") + ", headers=self.seller())"
    else:
        sent = send(route, body)
    return [f"answer = {sent}", f"return {id}"]


def catalogue(found: Found) -> Lines | None:
    """What is on sale already."""
    route = found.first("GET", lambda one: not one.holes and _sells(one) and _lists(one))
    if route is None:
        return None
    at, row = route.rows() or ("", {})
    rows = f'body["{at}"]' if at else "body"
    return [f"body = {send(route)}.json()", f"return [{_product(row.get('properties', {}))} for row in {rows}]"]


def product(found: Found) -> Lines | None:
    """One of them, as it is now."""
    route = found.first("GET", lambda one: len(one.holes) == 1 and one.ends_with_hole() and _sells(one))
    if route is None or not _priced(route.shown):
        return None
    return [f"row = {send(route, '', {route.holes[0]: 'product_id'})}.json()", f"return {_product(route.answer)}"]


def webhook(routes: list[Route]) -> str:
    """Where Stripe's events go; empty where the document does not say."""
    found = [one.path for one in routes if one.verb == "POST" and {"stripe", *HOOKS} & set(one.words)]
    return next((path for path in found if "stripe" in path), found[0] if found else "")


def health(routes: list[Route]) -> str:
    """Where the checkout says that it is up; empty where the document does not say."""
    found = {one.words[-1]: one.path for one in routes if one.verb == "GET" and one.words and not one.holes}
    return next((found[word] for word in HEALTH if word in found), "")


def _sells(route: Route) -> bool:
    """Whether a route may be about products: what else has prices is named."""
    others = CARTS | ORDERS | HOOKS | {"payment", "payments", "checkout", "refund", "refunds", "auth", "session"}
    return not others & set(route.words)


def _lists(route: Route) -> bool:
    """Whether it answers rows with prices; where nothing is told of them, whether its path says what they are."""
    rows = route.rows()
    told = bool(rows and rows[1].get("properties"))
    return _priced(rows[1]) if rows and told else rows is not None and bool(GOODS & set(route.words[-1:]))


def _priced(row: Json) -> bool:
    return bool(names.pick(row.get("properties", {}), names.PRICE))


def _product(row: Json) -> str:
    stock = names.pick(row, names.STOCK)
    title = names.read("row", row, names.TITLE, '""') if row else '""'
    parts = [
        names.read("row", row, ("id", *names.PRODUCT), 'str(row["id"])'),
        names.amount("row", row, names.PRICE, 'row["price"]'),
        names.currency("row", row),
        f'row["{stock}"]' if stock and row[stock].get("type") == "integer" else "None",
        title,
    ]
    return f"Product({', '.join(parts)})"
