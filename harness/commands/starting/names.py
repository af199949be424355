"""How shops call things: the names of fields, likeliest first, and the Python that reads or writes them."""

from harness.commands.starting.routes import Json

EMAIL = ("email", "email_address", "username", "login", "user")
PASSWORD = ("password", "passwd", "pass")
TOKEN = ("access_token", "token", "accessToken", "jwt", "id_token", "idToken", "auth_token")
KEY = ("user_id", "userId", "customer_id", "customerId", "account_id", "id")
PRODUCT = ("product_id", "productId", "product", "item_id", "itemId", "sku", "variant_id", "book_id", "id")
QUANTITY = ("quantity", "qty", "units", "count")
PRICE = ("price", "unit_price", "unitPrice", "price_cents", "price_in_cents", "unit_amount", "amount", "cost")
CURRENCY = ("currency", "currency_code", "currencyCode")
STOCK = ("stock", "inventory", "available", "in_stock", "quantity", "units", "stock_quantity")
TITLE = ("title", "name", "label")
TOTAL = ("total", "total_amount", "totalAmount", "total_price", "total_cents", "amount", "amount_total", "sum")
LINES = ("items", "lines", "line_items", "lineItems", "products", "entries")
SECRET = ("client_secret", "clientSecret", "payment_intent_client_secret", "secret")
URL = ("url", "checkout_url", "checkoutUrl", "session_url", "sessionUrl", "redirect_url", "redirectUrl", "redirect")
INTENT = ("payment_intent_id", "paymentIntentId", "payment_intent", "paymentIntent", "intent_id", "intentId")
SESSION = ("session_id", "sessionId", "checkout_session_id", "stripe_session_id", "checkout_session")
PAYMENT = (*INTENT, *SESSION, "payment_id", "paymentId", "payment")
METHOD = ("payment_method", "paymentMethod", "payment_method_id", "paymentMethodId", "pm")
ORDER = ("order_id", "orderId", "order", "id", "number", "order_number")
STATUS = ("status", "state", "payment_status", "paymentStatus")
REFUNDED = ("amount_refunded", "refunded_amount", "amountRefunded", "refundedAmount", "refunded")
BACK = ("success_url", "successUrl", "cancel_url", "cancelUrl", "return_url", "returnUrl", "back_url")
# What an empty place is filled with where the document names nothing.
SAMPLES = {"integer": "1", "number": "1", "boolean": "True", "array": "[]", "object": "{}"}


def pick(fields: Json, names: tuple[str, ...], *, otherwise: str = "") -> str:
    """The first of the names that is a field, whatever its case; `otherwise` where none is."""
    lower = {name.lower(): name for name in fields}
    return next((lower[name.lower()] for name in names if name.lower() in lower), otherwise)


def is_decimal(schema: Json) -> bool:
    """Whether an amount has decimals: a number that need not be whole, or text."""
    return schema.get("type") in ("number", "string")


def read(row: str, fields: Json, names: tuple[str, ...], otherwise: str) -> str:
    """The expression of a text in a row of these fields; without any field in the document, of the likeliest name."""
    name = pick(fields, names, otherwise="" if fields else names[0])
    if not name:
        return otherwise
    value = f'{row}["{name}"]'
    return f"str({value})" if fields.get(name, {}).get("type") in ("integer", "number") else value


def amount(row: str, fields: Json, names: tuple[str, ...], otherwise: str) -> str:
    """The expression of an amount in minor units."""
    name = pick(fields, names, otherwise="" if fields else names[0])
    if not name:
        return otherwise
    value = f'{row}["{name}"]'
    return f"minor({value})" if is_decimal(fields.get(name, {})) else value


def currency(row: str, fields: Json) -> str:
    """The expression of a currency, as Stripe writes it."""
    found = read(row, fields, CURRENCY, '"usd"')
    return found if found == '"usd"' else f"{found}.lower()"


def sample(name: str, schema: Json) -> str:
    """Something that a required field of no known meaning may hold."""
    for told in ("const", "default", "example"):
        if schema.get(told) is not None:
            return repr(schema[told])
    if choices := schema.get("enum") or schema.get("examples"):
        return repr(choices[0])
    if name in BACK:
        return 'f"{self.http.base}/"'
    if pick({name: {}}, EMAIL):
        return "self.email"
    return SAMPLES.get(str(schema.get("type")), '"Ada"')


def body(fields: Json, required: list[str], values: dict[str, str]) -> str:
    """The source of an object to send: these values by field, and samples for what else is required."""
    filled = {**values, **{name: sample(name, fields.get(name, {})) for name in required if name not in values}}
    return "{" + ", ".join(f'"{name}": {value}' for name, value in filled.items()) + "}"
