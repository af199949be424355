"""The crowd: each registers, fills a cart, begins to pay, confirms at Stripe and at the shop; one in ten declines."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from statistics import median

from bench.crowd.client import Answer, Connection, NoAnswer
from harness.core.history import History
from harness.core.masking import SHOPPERS_PASSWORD
from harness.shop.shop import Product, Shop
from harness.stack.base.stack import Stack

PRODUCTS = 10
CURRENCY = "usd"
# https://docs.stripe.com/testing: a card that succeeds, and one that is declined with `generic_decline`.
VISA, DECLINED = "4242424242424242", "4000000000000002"
# Of so many shoppers one has the card that declines.
DECLINES = 10
LIMIT_SECONDS = 300.0
ADD = "/api/cart/items"
CREATE, CONFIRM = "/api/payments/create-payment-intent", "/api/payments/confirm-payment"


@dataclass
class Purchase:
    """One shopper: what each step answered, and how long all took. `failed` says where the answers ended."""

    number: int
    product: Product
    token: str = field(default="", repr=False)
    user_id: str = ""
    intent_id: str = ""
    settled: Answer | None = None
    failed: str = ""
    seconds: float = 0.0

    @property
    def declines(self) -> bool:
        """Whether this one's card declines."""
        return self.number % DECLINES == 0


class Crowd:
    """The shoppers of one stack, and its ten products with just enough in stock."""

    def __init__(self, stack: Stack, count: int) -> None:
        self.stack = stack
        self.shop = Shop(stack, History(), 1, "a crowd")
        each = -(-count // PRODUCTS)
        products = [self.shop.product(1000 + 7 * number, CURRENCY, stock=each) for number in range(PRODUCTS)]
        self.products = products
        self.purchases = [Purchase(number, products[number % PRODUCTS]) for number in range(1, count + 1)]


@dataclass(frozen=True)
class Buying:
    """How long it took, in seconds of the clock and of this process's CPU."""

    seconds: float
    client_seconds: float
    purchases: list[Purchase]

    def summary(self) -> str:
        """The median and the 95th of a hundred, in seconds."""
        took = sorted(purchase.seconds for purchase in self.purchases)
        return f"in {self.seconds:.1f} s (p50 {median(took):.1f}, p95 {took[int(len(took) * 0.95)]:.1f})"


def buy(crowd: Crowd) -> Buying:
    """All at once; who has no answer after LIMIT_SECONDS is cut off."""
    began, worked = time.perf_counter(), time.process_time()
    asyncio.run(_all(crowd))
    return Buying(time.perf_counter() - began, time.process_time() - worked, crowd.purchases)


async def _all(crowd: Crowd) -> None:
    await asyncio.gather(*(_bounded(crowd.stack, purchase) for purchase in crowd.purchases))


async def _bounded(stack: Stack, purchase: Purchase) -> None:
    began, shop, stripe = time.perf_counter(), Connection(stack.checkout_url), Connection(stack.stripe_url)
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            await _purchase(stack, purchase, shop, stripe)
    except TimeoutError:
        purchase.failed = f"no answer in {LIMIT_SECONDS:.0f} s"
    except (NoAnswer, _Refused) as error:
        purchase.failed = str(error)
    finally:
        shop.close()
        stripe.close()
        purchase.seconds = time.perf_counter() - began


async def _purchase(stack: Stack, purchase: Purchase, shop: Connection, stripe: Connection) -> None:
    person = {"email": f"crowd.{purchase.number}@shop.example", "password": SHOPPERS_PASSWORD}
    person |= {"first_name": "Crowd", "last_name": str(purchase.number)}
    session = _expect(await shop.send("POST", "/api/auth/register", json_body=person), 201).json
    purchase.token, purchase.user_id = session["access_token"], session["user_id"]
    item = {"product_id": purchase.product.id, "quantity": 1}
    _expect(await shop.send("POST", ADD, purchase.token, json_body=item), 200, 201)
    made = _expect(await shop.send("POST", CREATE, purchase.token, json_body={}), 200).json
    purchase.intent_id = made["payment_intent_id"]
    form = _card(DECLINED if purchase.declines else VISA) | {"client_secret": made["client_secret"]}
    path = f"/v1/payment_intents/{purchase.intent_id}/confirm"
    outcome = 402 if purchase.declines else 200
    _expect(await stripe.send("POST", path, stack.publishable_key, form=form), outcome)
    stripe.close()
    body = {"payment_intent_id": purchase.intent_id}
    purchase.settled = _expect(await shop.send("POST", CONFIRM, purchase.token, json_body=body), outcome)


class _Refused(Exception):
    """An answer with another status than the step has."""


def _expect(answer: Answer, *statuses: int) -> Answer:
    if answer.status not in statuses:
        raise _Refused(f"expected {' or '.join(map(str, statuses))}, got {answer.status} {str(answer.json)[:300]}")
    return answer


def _card(number: str) -> dict[str, str]:
    given = {"number": number, "exp_month": "12", "exp_year": "2034", "cvc": "123"}
    fields = {f"payment_method_data[card][{name}]": value for name, value in given.items()}
    return {"payment_method_data[type]": "card", **fields, "use_stripe_sdk": "true"}
