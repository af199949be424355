"""A shop of e-books: FastAPI, JWT, and payments that the server confirms."""

import os
import sys

import payments
import stripe
from accounts import SignedIn, sign_in, sign_up, token
from catalogue import BOOKS
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

WEBHOOK_SECRET = os.environ["STRIPE_WEBHOOK_SECRET"] or sys.exit("STRIPE_WEBHOOK_SECRET is empty")
app = FastAPI(title="E-books")


class Credentials(BaseModel):
    email: str = Field(min_length=3, max_length=200, pattern="@")
    password: str = Field(min_length=8, max_length=200)


class Quantity(BaseModel):
    quantity: int = Field(ge=0, le=99)


class Confirmation(BaseModel):
    payment_method: str = Field(pattern="^pm_")


class RefundRequest(BaseModel):
    amount: int | None = None


@app.exception_handler(stripe.StripeError)
async def stripe_refused(_request: Request, error: stripe.StripeError) -> JSONResponse:
    if isinstance(error, stripe.CardError):
        told = {"code": error.code, "decline_code": error.error.decline_code, "detail": error.user_message}
        return JSONResponse(told, 402)
    if isinstance(error, stripe.InvalidRequestError):
        return JSONResponse({"detail": "That payment cannot be made."}, 409)
    return JSONResponse({"detail": "We cannot reach the payment service. Please try again."}, 503)


@app.get("/health")
async def health() -> str:
    return "ok"


@app.get("/books")
async def books() -> list[dict]:
    return [{"id": id, **book._asdict()} for id, book in BOOKS.items()]


@app.post("/auth/sign-up", status_code=201)
async def new_account(credentials: Credentials) -> dict:
    return token(sign_up(credentials.email, credentials.password))


@app.post("/auth/sign-in")
async def old_account(credentials: Credentials) -> dict:
    return token(sign_in(credentials.email, credentials.password))


@app.get("/cart")
async def cart(user: SignedIn) -> dict:
    lines = payments.lines_of(user)
    total = sum(quantity * price for _, quantity, price in lines)
    return {"lines": lines, "total": total, "currency": BOOKS[lines[0][0]].currency if lines else None}


@app.put("/cart/{book}")
async def set_quantity(book: str, body: Quantity, user: SignedIn) -> dict:
    if book not in BOOKS:
        raise HTTPException(404, "No such book.")
    if any(BOOKS[other].currency != BOOKS[book].currency for other in user.cart if other != book):
        raise HTTPException(409, "One currency in a cart, please.")
    if body.quantity:
        user.cart[book] = body.quantity
    else:
        user.cart.pop(book, None)
    return await cart(user)


@app.post("/orders", status_code=201)
async def begin(user: SignedIn) -> dict:
    return payments.shown(await payments.begin(user))


@app.post("/orders/{order_id}/pay")
async def pay(order_id: str, body: Confirmation, user: SignedIn) -> dict:
    return await payments.confirm(user, payments.owned(user, order_id), body.payment_method)


@app.post("/orders/{order_id}/done")
async def done(order_id: str, user: SignedIn) -> dict:
    return await payments.look(payments.owned(user, order_id))


@app.get("/orders")
async def orders(user: SignedIn) -> list[dict]:
    mine = [order for order in payments.ORDERS.values() if order.user == user.id]
    return [payments.shown(order) for order in mine if order.status not in ("open", "dropped")]


@app.get("/orders/{order_id}")
async def order(order_id: str, user: SignedIn) -> dict:
    return payments.shown(payments.owned(user, order_id))


@app.post("/orders/{order_id}/refunds", status_code=201)
async def refund(order_id: str, body: RefundRequest, user: SignedIn) -> dict:
    return {"amount": await payments.refund(user, payments.owned(user, order_id), body.amount)}


@app.post("/stripe/events")
async def webhook(request: Request) -> dict:
    try:
        signature = request.headers.get("stripe-signature", "")
        event = stripe.Webhook.construct_event(await request.body(), signature, WEBHOOK_SECRET)
    except (ValueError, stripe.SignatureVerificationError):
        raise HTTPException(400, "bad signature") from None
    thing = event.data.object
    if event.type in ("charge.refunded", "refund.failed") and (order := payments.order_of(thing.payment_intent)):
        async with payments.LOCKS[order.user]:
            await payments.note_refunds(order)
    elif event.type.startswith("payment_intent.") and (order := payments.order_of(thing.id)):
        await payments.look(order)
    return {"received": True}
