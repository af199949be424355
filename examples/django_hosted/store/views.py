import stripe
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from store import payments
from store.forms import QuantityForm, SignUpForm
from store.models import Product


def health(request):
    return HttpResponse("ok")


def message(request, text, status):
    return render(request, "store/message.html", {"text": text}, status=status)


def signup(request):
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        return redirect("products")
    return render(request, "registration/signup.html", {"form": form})


def products(request):
    return render(request, "store/products.html", {"products": Product.objects.order_by("id")})


def product(request, pk):
    found = get_object_or_404(Product, pk=pk)
    names = ("id", "name", "price", "currency", "stock")
    return render(request, "store/product.html", {"data": {name: getattr(found, name) for name in names}})


@login_required
def cart(request):
    lines = payments.lines_of(request.user)
    data = {
        "items": [
            {"product_id": line.product_id, "quantity": line.quantity, "price": line.product.price} for line in lines
        ],
        "total": payments.total_of(lines),
        "currency": lines[0].product.currency if lines else None,
    }
    return render(request, "store/cart.html", {"lines": lines, "data": data})


@login_required
@require_POST
def change_cart(request, pk):
    form = QuantityForm(request.POST)
    if not form.is_valid():
        return message(request, "That quantity cannot be ordered.", 400)
    try:
        payments.set_quantity(request.user, get_object_or_404(Product, pk=pk), form.cleaned_data["quantity"])
    except payments.Refusal as refusal:
        return message(request, str(refusal), 409)
    return redirect("cart")


@login_required
@require_POST
def checkout(request):
    try:
        session = payments.open_session(request.user, request.build_absolute_uri("/"))
    except payments.Refusal as refusal:
        return message(request, str(refusal), 409)
    except stripe.StripeError:
        return message(request, "We cannot reach the payment service. Please try again.", 503)
    return redirect(session.url)


@login_required
def success(request):
    order = get_object_or_404(request.user.orders, session_id=request.GET.get("session_id", "-"))
    try:
        order = payments.fulfill(order.session_id)
    except stripe.StripeError:
        return message(request, "Your payment is being processed.", 503)
    return render(request, "store/order.html", {"order": order, "data": order.as_dict()})


@login_required
def orders(request):
    found = request.user.orders.exclude(status__in=["pending", "expired"])
    return render(request, "store/orders.html", {"orders": found, "data": [one.as_dict() for one in found]})


@login_required
def order(request, pk):
    found = get_object_or_404(request.user.orders, pk=pk)
    return render(request, "store/order.html", {"order": found, "data": found.as_dict()})


@login_required
@require_POST
def cancel(request, pk):
    found = get_object_or_404(request.user.orders, pk=pk)
    try:
        payments.cancel(found)
    except payments.Refusal as refusal:
        return message(request, str(refusal), 409)
    except stripe.StripeError:
        return message(request, "We cannot reach the payment service. Please try again.", 503)
    return redirect("order", pk=pk)


@csrf_exempt
@require_POST
def webhook(request):
    signature = request.headers.get("Stripe-Signature", "")
    try:
        event = stripe.Webhook.construct_event(request.body, signature, settings.STRIPE_WEBHOOK_SECRET)
    except (ValueError, stripe.SignatureVerificationError):
        return HttpResponseBadRequest("bad signature")
    thing = event.data.object
    if event.type in ("checkout.session.completed", "checkout.session.async_payment_succeeded"):
        payments.fulfill(thing.id)
        if thing.payment_intent:  # news of a refund may have come before, when there was nothing to note it on
            payments.note_refunds(thing.payment_intent)
    elif event.type in ("checkout.session.expired", "checkout.session.async_payment_failed"):
        payments.release_session(thing)
    elif event.type in ("charge.refunded", "refund.failed") and thing.payment_intent:
        payments.note_refunds(thing.payment_intent)
    return HttpResponse("ok")
