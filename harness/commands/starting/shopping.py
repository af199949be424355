"""Guesses how a shopper signs up and fills a cart: the lines of a method's body, None where nothing fits."""

from harness.commands.starting import names
from harness.commands.starting.finding import Found, send
from harness.commands.starting.routes import Json, Route

Lines = list[str]


def credentials(route: Route, email: str = "email", password: str = "password") -> str:
    fields = route.fields
    values = {names.pick(fields, names.EMAIL): email, names.pick(fields, names.PASSWORD): password}
    return names.body(fields, route.sent.get("required", []), {name: value for name, value in values.items() if name})


def sign_up(found: Found) -> Lines | None:
    if found.up is None:
        return None
    lines = [f"answer = {send(found.up, credentials(found.up))}"]
    told = _kept(found, found.up)
    if found.into is not None and "Bearer" not in "".join(told) and "Bearer" in "".join(_kept(found, found.into)):
        return [lines[0].removeprefix("answer = "), "self.sign_in(email, password)"]
    return [*lines, *told] if told else [lines[0].removeprefix("answer = ")]


def sign_in(found: Found) -> Lines | None:
    if found.into is None:
        return None
    sent = send(found.into, credentials(found.into))
    session = _kept(found, found.into)
    return [f"answer = {sent}", *session] if session else [sent]


def seller(found: Found) -> Lines | None:
    """The headers of an administrator, whose address and password the harness gives to the checkout."""
    token = names.pick(found.into.answer, names.TOKEN) if found.into is not None else ""
    if found.into is None or not token:
        return None
    sent = send(found.into, credentials(found.into, 'variables["ADMIN_EMAIL"]', 'variables["ADMIN_PASSWORD"]'))
    bearer = f'return {{"Authorization": f"Bearer {{answer.json()["{token}"]}}"}}'.replace('["', "['").replace(
        '"]}', "']}"
    )
    return ["variables = self.setting.variables", f"answer = {sent}", bearer]


def add(found: Found) -> Lines | None:
    if found.adding is not None:
        return _with_product(found.adding)
    if found.setting is not None and found.showing is not None:
        return ["self.set_quantity(product_id, self.cart().quantities().get(product_id, 0) + quantity)"]
    return None


def set_quantity(found: Found) -> Lines | None:
    return _with_product(found.setting) if found.setting is not None else None


def remove(found: Found) -> Lines | None:
    if found.removing is not None:
        return [send(found.removing, "", {found.removing.holes[0]: "product_id"})]
    return ["self.set_quantity(product_id, 0)"] if found.setting is not None else None


def cart(found: Found) -> Lines | None:
    if found.showing is None:
        return None
    at, row = found.showing.rows() or (names.LINES[0], {})
    fields = found.showing.answer
    rows = f'body["{at}"]' if at else "body"
    total = names.amount("body", fields, names.TOTAL, "None") if at and fields else "None"
    currency = names.currency("body", fields) if total != "None" and names.pick(fields, names.CURRENCY) else "None"
    answer = f"return Cart(tuple({line(row.get('properties', {}))} for row in {rows}), {total}, {currency})"
    return [f"body = {send(found.showing)}.json()", answer]


def line(row: Json) -> str:
    """The expression of a line of a cart or an order."""
    product = names.read("row", row, names.PRODUCT, 'str(row["id"])')
    quantity = f'row["{names.pick(row, names.QUANTITY, otherwise="quantity")}"]'
    price = names.amount("row", row, names.PRICE, "None") if row else "None"
    return f"Line({product}, {quantity}, {price})"


def _kept(found: Found, route: Route) -> Lines:
    """What is kept of an answer to signing in: the token, and the shop's id of this person."""
    lines, fields = [], route.answer
    if token := names.pick(fields, names.TOKEN) or (names.TOKEN[0] if found.tokens and not fields else ""):
        lines.append(f'self.http.headers["Authorization"] = f"Bearer {{answer.json()[\'{token}\']}}"')
    inner = next((one for one in ("user", "account", "customer") if fields.get(one, {}).get("type") == "object"), "")
    own = fields.get(inner, {}).get("properties", {}) if inner else fields
    if key := names.pick(own, names.KEY):
        lines.append(f'self.key = str(answer.json(){f"""["{inner}"]""" if inner else ""}["{key}"])')
    return lines


def _with_product(route: Route) -> Lines:
    """A request about units of a product, which is in its path or in what is sent."""
    product = "" if route.holes else names.pick(route.fields, names.PRODUCT)
    units = names.pick(route.fields, names.QUANTITY)
    whole = route.fields.get(product, {}).get("type") == "integer"
    values = {product: "int(product_id)" if whole else "product_id"} if product else {}
    values |= {units: "quantity"} if units else {}
    path = dict.fromkeys(route.holes, "product_id")
    return [send(route, names.body(route.fields, route.sent.get("required", []), values), path)]
