"""From a cart to Stripe's hosted page, and what becomes of it. Units are held from the checkout on, and come back when
the session expires or the money goes back."""

import stripe
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from store.models import CartItem, Order, OrderItem, Product


class Refusal(Exception):
    """What the shopper asked for cannot be done; the message says why."""


def lines_of(user):
    return list(user.cart.select_related("product").order_by("product_id"))


def total_of(lines):
    return sum(line.product.price * line.quantity for line in lines)


def set_quantity(user, product, quantity):
    others = CartItem.objects.filter(user=user).exclude(product=product)
    if quantity and others.exclude(product__currency=product.currency).exists():
        raise Refusal("One currency in a cart, please.")
    if quantity:
        CartItem.objects.update_or_create(user=user, product=product, defaults={"quantity": quantity})
    else:
        CartItem.objects.filter(user=user, product=product).delete()


def open_session(user, root):
    """The one session in which this user's cart can be paid."""
    for _ in range(3):
        order, lines = order_for(user)
        try:
            session = session_of(order, root)
        except stripe.InvalidRequestError as error:  # for example: less than Stripe charges
            release(order)
            raise Refusal("This cannot be paid.") from error
        except stripe.APIError:  # Stripe keeps it for the key, for a day: the next try is an order of its own
            release(order)
            raise
        except stripe.StripeError:
            let_go(order)
            raise
        if not Order.objects.filter(pk=order.pk, held=True).exists():
            continue  # let go in another tab
        same = order.quantities() == {line.product_id: line.quantity for line in lines}
        if session.status == "open" and same:
            return session
        if session.status == "open":
            session = expire(session)
        if session.status == "expired":
            release(order)
        elif fulfill(session.id).status == Order.Status.PENDING:
            raise Refusal("Your payment is being processed.")
    raise Refusal("Please try again.")


@transaction.atomic
def order_for(user):
    """The user's open order, or a new one that holds what is in the cart; and the cart's lines."""
    User.objects.select_for_update().get(pk=user.pk)  # one tab after the other
    lines = lines_of(user)
    open_order = Order.objects.filter(user=user, status=Order.Status.PENDING).first()
    if open_order and not open_order.held and not take(open_order):
        raise Refusal("That is sold out.")
    if open_order:
        Order.objects.filter(pk=open_order.pk).update(held=True)
        return open_order, lines
    if not lines:
        raise Refusal("Your cart is empty.")
    order = Order.objects.create(user=user, total=total_of(lines), currency=lines[0].product.currency)
    for line in lines:
        enough = Product.objects.filter(pk=line.product_id, stock__gte=line.quantity)
        if not enough.update(stock=F("stock") - line.quantity):
            raise Refusal(f"{line.product.name} is sold out.")
        OrderItem.objects.create(order=order, product=line.product, quantity=line.quantity, price=line.product.price)
    return order, lines


def session_of(order, root):
    """The order's session; it is created once, however often this is tried."""
    if order.session_id:
        return stripe.checkout.Session.retrieve(order.session_id)
    names = {"order_id": str(order.pk), "user_id": str(order.user_id)}
    session = stripe.checkout.Session.create(
        mode="payment",
        client_reference_id=str(order.pk),
        customer_email=order.user.email,
        line_items=[
            {
                "price_data": {
                    "currency": order.currency,
                    "unit_amount": item.price,
                    "product_data": {"name": item.product.name},
                },
                "quantity": item.quantity,
            }
            for item in order.items.select_related("product").order_by("id")
        ],
        metadata=names,
        payment_intent_data={"metadata": names},
        success_url=root.rstrip("/") + reverse("success") + "?session_id={CHECKOUT_SESSION_ID}",
        cancel_url=root.rstrip("/") + reverse("cart"),
        idempotency_key=f"order-{order.pk}",
    )
    Order.objects.filter(pk=order.pk).update(session_id=session.id)
    return session


def expire(session):
    try:
        return stripe.checkout.Session.expire(session.id)
    except stripe.InvalidRequestError:  # paid, or expired, since it was read
        return stripe.checkout.Session.retrieve(session.id)


def fulfill(session_id):
    """The order of a session, paid if Stripe has the money. Safe to call often, and at once."""
    session = stripe.checkout.Session.retrieve(session_id)
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(pk=session.client_reference_id).first()
        if order is None or order.status != Order.Status.PENDING or session.payment_status == "unpaid":
            return order
        order.status, order.payment_intent, order.session_id = Order.Status.PAID, session.payment_intent, session.id
        order.save()
        for product_id, quantity in order.quantities().items():
            item = CartItem.objects.select_for_update().filter(user=order.user, product_id=product_id).first()
            if item and item.quantity > quantity:
                CartItem.objects.filter(pk=item.pk).update(quantity=F("quantity") - quantity)
            elif item:
                item.delete()
        return order


def release(order):
    """Put back what an order held that nobody can pay any more."""
    with transaction.atomic():
        ended = Order.objects.filter(pk=order.pk, status=Order.Status.PENDING)
        held = ended.filter(held=True).exists()
        if ended.update(status=Order.Status.EXPIRED) and held:
            put_back(order)


def let_go(order):
    """Nobody was sent to Stripe: others may buy the units until this is tried again, under the same key."""
    with transaction.atomic():
        waiting = Order.objects.filter(pk=order.pk, status=Order.Status.PENDING, session_id="", held=True)
        if waiting.update(held=False):
            put_back(order)


def release_session(session):
    order = Order.objects.filter(pk=session.client_reference_id).first()
    if order:
        release(order)


def put_back(order):
    for product_id, quantity in order.quantities().items():
        Product.objects.filter(pk=product_id).update(stock=F("stock") + quantity)


def cancel(order):
    """Give the money back, all of it that is left."""
    if order.status not in (Order.Status.PAID, Order.Status.PARTIALLY_REFUNDED):
        raise Refusal("That order cannot be cancelled.")
    try:
        stripe.Refund.create(payment_intent=order.payment_intent, idempotency_key=f"cancel-{order.pk}")
    except stripe.InvalidRequestError as error:
        note_refunds(order.payment_intent)
        raise Refusal("That order cannot be cancelled.") from error
    note_refunds(order.payment_intent)


def note_refunds(payment_intent):
    """What went back, as Stripe has it: refunds are made in its dashboard, and may fail later."""
    while order := Order.objects.filter(payment_intent=payment_intent).first():
        refunds = stripe.Refund.list(payment_intent=payment_intent, limit=100).data
        amount = sum(refund.amount for refund in refunds if refund.status not in ("failed", "canceled"))
        partly = Order.Status.PARTIALLY_REFUNDED if amount else Order.Status.PAID
        status = Order.Status.REFUNDED if amount == order.total else partly
        with transaction.atomic():
            # Who wrote in between knows more, or less: ask again.
            same = Order.objects.filter(pk=order.pk, status=order.status, refunded=order.refunded)
            if not same.update(status=status, refunded=amount):
                continue
            if status == Order.Status.REFUNDED != order.status:
                put_back(order)
            elif order.status == Order.Status.REFUNDED != status:
                take(order)  # the refund failed: the buyer keeps the goods, or gets others once there are some
        return


def take(order):
    """Out of the stock, all of it or nothing; whether there was enough."""
    try:
        with transaction.atomic():
            for product_id, quantity in order.quantities().items():
                enough = Product.objects.filter(pk=product_id, stock__gte=quantity)
                if not enough.update(stock=F("stock") - quantity):
                    raise Refusal("That is sold out.")
    except Refusal:
        return False
    return True
