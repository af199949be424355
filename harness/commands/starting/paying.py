"""Guesses how a shopper pays, and what becomes of it: the lines of a method's body, None where nothing fits."""

from harness.commands.starting import names
from harness.commands.starting.finding import AT_SERVER, EMBEDDED, HOSTED, INTENT_PAGE, ORDERS, Found, payment_of, send
from harness.commands.starting.routes import Json, Route
from harness.commands.starting.shopping import Lines, line

PAID = '("paid", "succeeded", "complete", "completed")'


def begin(found: Found) -> Lines | None:
    route = found.beginning
    if route is None:
        return None
    sent, before = _wanted(found, route)
    call = send(route, sent)
    if found.style == HOSTED:
        return [*before, *_to_page(route, call)]
    answer = route.answer
    amount = names.amount("body", answer, names.TOTAL, "None") if answer else "None"
    currency = names.currency("body", answer) if names.pick(answer, names.CURRENCY) else "None"
    secret = "" if found.style == AT_SERVER else names.read("body", answer, names.SECRET, 'body["client_secret"]')
    ids = names.INTENT if found.style == INTENT_PAGE else names.SESSION if found.style == EMBEDDED else names.PAYMENT
    told = names.pick(answer, (*ids, "id"))
    id = f'body["{told}"]' if told else f'{secret}.partition("_secret")[0]' if secret else 'body["id"]'
    parts = [id, amount, currency, *([secret] if secret else [])]
    return [*before, f"body = {call}.json()", f"return Payment({', '.join(parts)})"]


def confirm(found: Found) -> Lines | None:
    route = found.confirming
    method = names.pick(route.fields, names.METHOD) if route is not None else ""
    if route is None or not method:
        return None
    return _told(found, route, {method: "payment_method"})


def settle(found: Found) -> Lines | None:
    return _told(found, found.ending, {}) if found.ending is not None else None


def orders(found: Found) -> Lines | None:
    if found.listing is None:
        return None
    at, _ = found.listing.rows() or ("", {})
    rows = f'body["{at}"]' if at else "body"
    return [f"body = {send(found.listing)}.json()", f"return [order_of(row) for row in {rows}]"]


def order(found: Found) -> Lines | None:
    if found.looking is None:
        return None
    return [f"return order_of({send(found.looking, '', {found.looking.holes[0]: 'order_id'})}.json())"]


def refund(found: Found) -> Lines | None:
    route = found.first("POST", lambda one: bool({"refund", "refunds"} & set(one.words)))
    if route is None or len(route.holes) > 1:
        return None
    path = {hole: _of_order(hole) for hole in route.holes}
    named = names.pick(route.fields, (*names.PAYMENT, *names.ORDER[:3])) if not path else ""
    if not path and not named:
        return None
    amount = names.pick(route.fields, ("amount", *names.TOTAL), otherwise="amount")
    decimal = names.is_decimal(route.fields.get(amount, {}))
    required = [one for one in route.sent.get("required", []) if one != amount]
    sent = names.body(route.fields, required, {named: _of_order(named)} if named else {})
    lines = [f"body = {sent}", "if amount is not None:", f'    body["{amount}"] = amount{" / 100" if decimal else ""}']
    told = names.amount("answer.json()", route.answer, ("amount", "refunded", *names.REFUNDED), "")
    call = send(route, "body", path)
    return [*lines, f"answer = {call}", f"return {told}"] if route.answer and told else [*lines, call]


def cancel(found: Found) -> Lines | None:
    def fits(route: Route) -> bool:
        words = set(route.words)
        return len(route.holes) == 1 and bool(ORDERS & words) and (route.verb == "DELETE" or "cancel" in words)

    route = found.first("POST DELETE", fits)
    return [send(route, "", {route.holes[0]: "order.id"})] if route is not None else None


def order_of(row: Json) -> Lines:
    """The body of the function that makes an order of its row."""
    lists = {name: one for name, one in row.items() if one.get("type") == "array"}
    at = names.pick(lists, names.LINES)
    lines = f'tuple({line(lists[at].get("items", {}).get("properties", {}))} for row in row["{at}"])' if at else "()"
    refunded = names.amount("row", row, names.REFUNDED, "None") if row else "None"
    if row.get(names.pick(row, names.REFUNDED), {}).get("type") == "boolean":
        refunded = "None"
    parts = [
        names.read("row", row, names.ORDER, 'str(row["id"])'),
        names.read("row", row, names.PAYMENT, names.read("row", row, names.ORDER, 'str(row["id"])')),
        names.read("row", row, names.STATUS, '"paid"'),
        names.amount("row", row, names.TOTAL, 'row["total"]'),
        names.currency("row", row),
    ]
    return [f"lines = {lines}", f"return Order({', '.join(parts)}, lines, {refunded})"]


def _wanted(found: Found, route: Route) -> tuple[str, Lines]:
    """What is sent to begin, with the lines before it: what the page has in its cart, where the shop keeps none."""
    lists = {name: one for name, one in route.fields.items() if one.get("type") == "array"}
    at = names.pick(lists, names.LINES)
    required = route.sent.get("required", [])
    if found.adding is None and found.setting is None and at:
        row = lists[at].get("items", {}).get("properties", {})
        product, units = names.pick(row, names.PRODUCT) or "id", names.pick(row, names.QUANTITY) or "quantity"
        whole = row.get(product, {}).get("type") == "integer"
        line = f'{{"{product}": {"int(id)" if whole else "id"}, "{units}": units}}'
        sent = names.body(route.fields, required, {at: "items", "**": ""})
        return _tampered(sent), [f"items = [{line} for id, units in self.basket.items()]"]
    if not required:
        return "tampering", []
    return _tampered(names.body(route.fields, required, {"**": ""})), []


def _told(found: Found, route: Route, values: dict[str, str]) -> Lines | None:
    """Coming back: what is sent names the payment, and the answer tells an order or none."""
    where, name = payment_of(route) or ("", "")
    sent, fields = dict(values), route.answer
    if where == "field":
        sent = {name: "payment.id", **values}
    required = [one for one in route.sent.get("required", []) if one not in names.METHOD]
    path = {name: "payment.id"} if where == "hole" else {}
    query = f"?{name}={{payment.id}}" if where == "query" else ""
    body = names.body(route.fields, required, sent) if route.verb == "POST" else ""
    call = f"body = {send(route, body, path, query)}.json()"
    inner = next((one for one in ("order", "purchase") if fields.get(one, {}).get("type") == "object"), "")
    if inner:
        return [call, f'return order_of(body["{inner}"]) if body.get("{inner}") else None']
    if not fields:
        return [call, 'return order_of(body["order"]) if body.get("order") else None']
    status, order = names.pick(fields, names.STATUS), names.pick(fields, names.ORDER)
    if not order:
        return None
    lines = [call]
    lines += [f'if body["{status}"] not in {PAID}:', "    return None"] if status else []
    lines += [] if status else [f'if not body.get("{order}"):', "    return None"]
    amount = names.amount("body", fields, names.TOTAL, "payment.amount")
    currency = names.currency("body", fields) if names.pick(fields, names.CURRENCY) else "payment.currency"
    if amount == "payment.amount" and found.looking is not None:
        return [*lines, f'return self.order(str(body["{order}"]))']
    return [*lines, f'return Order(str(body["{order}"]), payment.id, "paid", {amount}, {currency})']


def _to_page(route: Route, call: str) -> Lines:
    url = names.pick(route.answer, names.URL, otherwise="" if route.redirects and not route.answer else "url")
    lines = [f'url = {call}.headers["location"]'] if not url else [f"body = {call}.json()", f'url = body["{url}"]']
    session = names.pick(route.answer, (*names.SESSION, "id"))
    id = f'body["{session}"]' if session and url else 're.search(r"cs_test_\\w+", url)[0]'
    return [*lines, f"return Payment({id}, url=url)"]


def _tampered(sent: str) -> str:
    """The object with whatever a case would slip into it."""
    return sent.replace('"**": ', "**tampering")


def _of_order(name: str) -> str:
    return "order.payment" if names.pick({name: {}}, names.PAYMENT) else "order.id"
