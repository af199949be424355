"""PaymentIntents and refunds."""

from fastapi import APIRouter

from checkout.api.access import PathId, TheCaller, TheShop
from checkout.api.answers import errors
from checkout.schemas import (
    CreatedPaymentIntent,
    NewPaymentIntent,
    NewRefund,
    PaymentConfig,
    PaymentConfirmation,
    PaymentIntent,
    Refund,
    SettledPayment,
)

ROUTER = APIRouter(prefix="/api/payments", tags=["payments"])


@ROUTER.post("/create-payment-intent", operation_id="createPaymentIntent", responses=errors(400, 401, 409, 422, 502))
def create_payment_intent(shop: TheShop, caller: TheCaller, body: NewPaymentIntent) -> CreatedPaymentIntent:
    """Begin to pay for the cart; the amount and the currency come from the cart, whose items are reserved."""
    payment = shop.payments.create(caller, body.currency, body.metadata)
    return CreatedPaymentIntent.model_validate(
        {
            "client_secret": payment.client_secret,
            "payment_intent_id": payment.id,
            "amount": payment.amount,
            "currency": payment.currency,
            "status": payment.status,
        }
    )


@ROUTER.post(
    "/confirm-payment",
    operation_id="confirmPayment",
    response_model_exclude_none=True,
    responses=errors(400, 401, 402, 404, 409, 422, 502),
)
def confirm_payment(shop: TheShop, caller: TheCaller, body: PaymentConfirmation) -> SettledPayment:
    """Confirm a payment, or settle what the browser confirmed. Repeating it is safe: one payment makes one order."""
    if body.payment_method is None:
        settled = shop.payments.settle(caller, body.payment_intent_id)
    else:
        settled = shop.payments.confirm(caller, body.payment_intent_id, body.payment_method, body.return_url)
    return SettledPayment.model_validate(
        {
            "payment_intent_id": settled.payment.id,
            "status": settled.payment.status,
            "amount": settled.payment.amount,
            "currency": settled.payment.currency,
            "order_id": settled.order.order_id if settled.order else None,
            "next_action": settled.payment.next_action,
        }
    )


@ROUTER.get(
    "/payment-intent/{payment_intent_id}",
    operation_id="getPaymentIntent",
    responses=errors(401, 404, 422, 502),
)
def get_payment_intent(shop: TheShop, caller: TheCaller, payment_intent_id: PathId) -> PaymentIntent:
    """Read one of the shopper's payments."""
    payment = shop.payments.read(caller, payment_intent_id)
    return PaymentIntent.model_validate(
        {
            "payment_intent_id": payment.id,
            "status": payment.status,
            "amount": payment.amount,
            "currency": payment.currency,
            "metadata": payment.metadata,
        }
    )


@ROUTER.get("/config", operation_id="getPaymentConfig")
def get_payment_config(shop: TheShop) -> PaymentConfig:
    """What a browser needs to speak to Stripe; public values only."""
    settings = shop.settings
    return PaymentConfig(publishable_key=settings.stripe_publishable_key, api_base=settings.public_api_base)


@ROUTER.post("/refunds", operation_id="createRefund", responses=errors(400, 401, 404, 409, 422, 502))
def create_refund(shop: TheShop, caller: TheCaller, body: NewRefund) -> Refund:
    """Refund all or part of a payment."""
    refund = shop.refunds.create(caller, body.payment_intent_id, body.amount, body.reason)
    return Refund.model_validate({"refund_id": refund.id, "status": refund.status, "amount": refund.amount})
