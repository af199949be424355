"""What goes in and out, as the contract says: closed requests, strict types, amounts as integers in minor units."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

ABSENT: Any = None  # what an optional member is when it was not sent; sending null is an error
ID_PATTERN = "^[A-Za-z0-9_-]+$"
ATOM, LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,/0-9:;=?@A-Z\[\]_a-z~.-]+")
NAMES = {"minLength": 1, "maxLength": 40, "pattern": "^[A-Za-z0-9_.-]+$"}
NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")
LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _email(value: str) -> str:
    if not EMAIL.fullmatch(value) or value.index("@") > LOCAL_PART:
        raise ValueError("must be an e-mail address such as ada@shop.example")
    return value


def _uri(value: str) -> str:
    if not URI.fullmatch(value):
        raise ValueError("must be a URI such as https://shop.example/done")
    return value


def _names(value: dict[str, str]) -> dict[str, str]:
    if not all(NAME.fullmatch(name) for name in value):
        raise ValueError("names must be 1 to 40 of A-Z a-z 0-9 _ . -")
    return value


Id = Annotated[str, Field(min_length=1, max_length=128, pattern=ID_PATTERN)]
WHOLE = BeforeValidator(_whole)  # 1.0 is an integer in JSON Schema
Price = Annotated[int, Field(ge=1, le=99_999_999), WHOLE]
Currency = Annotated[str, Field(pattern="^[a-z]{3}$")]
Quantity = Annotated[int, Field(ge=1, le=99), WHOLE]
Email = Annotated[
    str, Field(min_length=3, max_length=254, json_schema_extra={"format": "email"}), AfterValidator(_email)
]
Uri = Annotated[str, Field(max_length=2048, json_schema_extra={"format": "uri"}), AfterValidator(_uri)]
Metadata = Annotated[
    dict[str, Annotated[str, Field(max_length=500)]],
    Field(max_length=40, json_schema_extra={"propertyNames": NAMES}),
    AfterValidator(_names),
]
PaymentStatus = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "canceled",
    "succeeded",
]


class Request(BaseModel):
    """A request body: nothing but what is named, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Credentials(Request):
    """Who signs in."""

    email: Email
    password: str = Field(min_length=1, max_length=128)


class Registration(Request):
    """Who opens an account."""

    email: Email
    password: str = Field(min_length=8, max_length=128)
    first_name: str = Field(min_length=1, max_length=100)
    last_name: str = Field(min_length=1, max_length=100)


class NewProduct(Request):
    """A product to put on sale; the price is one unit's."""

    title: str = Field(min_length=1, max_length=200)
    price: Price
    currency: Currency
    stock: Annotated[int, Field(ge=0, le=1_000_000), WHOLE]


class NewCartItem(Request):
    """Units to add to the cart."""

    product_id: Id
    quantity: Quantity


class CartQuantity(Request):
    """How many there shall be."""

    quantity: Quantity


class NewPaymentIntent(Request):
    """The wish to pay for the cart; there is no amount here on purpose."""

    currency: Currency = ABSENT
    metadata: Metadata = Field(default_factory=dict)


class PaymentConfirmation(Request):
    """Which payment to settle, or to confirm with which payment method."""

    payment_intent_id: Id
    payment_method: Id = ABSENT
    return_url: Uri = ABSENT


class NewRefund(Request):
    """Which payment to refund, and how much; all that is left without an amount."""

    payment_intent_id: Id
    amount: Price = ABSENT
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] = ABSENT


class StripeEvent(BaseModel):
    """Stripe's event; read from the raw body once its signature holds, so this only describes it."""

    id: str
    object: str = ABSENT
    type: str
    data: dict[str, Any]


class Health(BaseModel):
    """The checkout can serve."""

    status: Literal["ok"]


class Session(BaseModel):
    """A token and whose it is."""

    access_token: str
    token_type: Literal["bearer"]
    user_id: str
    email: str


class Product(BaseModel):
    """A product on sale."""

    product_id: str
    title: str
    price: int
    currency: str
    stock: int


class ProductList(BaseModel):
    """The catalogue."""

    products: list[Product]


class CartItem(BaseModel):
    """A line of a cart or an order."""

    product_id: str
    title: str
    price: int
    quantity: int


class Cart(BaseModel):
    """The cart; `currency` is null while it is empty."""

    user_id: str
    items: list[CartItem]
    total: int
    currency: str | None


class CreatedPaymentIntent(BaseModel):
    """What a browser needs to confirm the payment."""

    client_secret: str
    payment_intent_id: str
    amount: int
    currency: str
    status: PaymentStatus


class SettledPayment(BaseModel):
    """Where a payment stands; `order_id` once the money is there."""

    payment_intent_id: str
    status: PaymentStatus
    amount: int
    currency: str
    order_id: str | SkipJsonSchema[None] = None
    next_action: dict[str, Any] | SkipJsonSchema[None] = None


class PaymentIntent(BaseModel):
    """A payment as Stripe holds it."""

    payment_intent_id: str
    status: PaymentStatus
    amount: int
    currency: str
    metadata: dict[str, str]


class PaymentConfig(BaseModel):
    """Public values for the browser."""

    publishable_key: str
    api_base: str


class Refund(BaseModel):
    """A refund."""

    refund_id: str
    status: Literal["pending", "requires_action", "succeeded", "failed", "canceled"]
    amount: int


class Received(BaseModel):
    """The event was taken."""

    received: bool


class Order(BaseModel):
    """What was bought and paid."""

    order_id: str
    user_id: str = ""
    payment_intent_id: str
    status: Literal["paid", "refunded", "partially_refunded"]
    amount: int
    amount_refunded: int = 0
    currency: str
    items: list[CartItem]
    created_at: str = ""


class OrderList(BaseModel):
    """Orders, newest first."""

    orders: list[Order]


class ProblemBody(BaseModel):
    """RFC 9457, with Stripe's code and decline_code."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    decline_code: str | SkipJsonSchema[None] = None
