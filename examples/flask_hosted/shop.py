"""A small shop: Flask, SQLite, and Stripe's hosted Checkout page."""

import os
import sqlite3
import sys
from contextlib import suppress

import stripe
from flask import Flask, g, redirect, render_template, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash

stripe.api_key = os.environ["STRIPE_SECRET_KEY"]
if base := os.environ.get("STRIPE_API_BASE"):
    stripe.api_base = base
# A shopper is told to try again while her router still waits: without these the SDK takes four minutes.
stripe.default_http_client = stripe.RequestsClient(timeout=float(os.environ.get("STRIPE_TIMEOUT_SECONDS", "8")))
stripe.max_network_retries = int(os.environ.get("STRIPE_RETRIES", "2"))
WEBHOOK_SECRET = os.environ["STRIPE_WEBHOOK_SECRET"] or sys.exit("STRIPE_WEBHOOK_SECRET is empty")
DATABASE = os.environ.get("DATABASE", "shop.sqlite3")

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "dev")

SCHEMA = """
create table if not exists users (id integer primary key, email text unique, password text);
create table if not exists products (id integer primary key, name text, price integer, stock integer);
create table if not exists cart (
    user_id integer, product_id integer, quantity integer, primary key (user_id, product_id));
create table if not exists orders (
    id integer primary key, user_id integer, session_id text unique, payment_intent text, total integer,
    currency text, status text, refunded integer default 0);
create table if not exists order_items (order_id integer, product_id integer, quantity integer, price integer);
create table if not exists events (id text primary key);
"""


def db() -> sqlite3.Connection:
    if "db" not in g:
        g.db = sqlite3.connect(DATABASE, timeout=20, isolation_level=None)
        g.db.row_factory = sqlite3.Row
    return g.db


@app.teardown_appcontext
def close_db(_error):
    if "db" in g:
        g.pop("db").close()


def prepare():
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(SCHEMA)


@app.get("/health")
def health():
    return "ok"


def current_user():
    user_id = session.get("user_id")
    return db().execute("select * from users where id = ?", (user_id,)).fetchone() if user_id else None


@app.post("/signup")
def signup():
    email, password = request.form["email"].strip().lower(), request.form["password"]
    try:
        cursor = db().execute(
            "insert into users (email, password) values (?, ?)",
            (email, generate_password_hash(password, method="pbkdf2:sha256:1000")),
        )
    except sqlite3.IntegrityError:
        return render_template("message.html", text="This address has an account."), 409
    session["user_id"] = cursor.lastrowid
    return redirect(url_for("index"))


@app.post("/login")
def login():
    email = request.form["email"].strip().lower()
    user = db().execute("select * from users where email = ?", (email,)).fetchone()
    if user is None or not check_password_hash(user["password"], request.form["password"]):
        return render_template("message.html", text="Wrong address or password."), 401
    session["user_id"] = user["id"]
    return redirect(url_for("index"))


@app.get("/")
def index():
    return render_template("index.html", products=db().execute("select * from products").fetchall())


def cart_of(user_id):
    return (
        db()
        .execute(
            "select c.product_id, c.quantity, p.name, p.price from cart c join products p on p.id = c.product_id"
            " where c.user_id = ? order by c.product_id",
            (user_id,),
        )
        .fetchall()
    )


@app.get("/cart")
def cart():
    user = current_user()
    if user is None:
        return redirect(url_for("index"))
    lines = cart_of(user["id"])
    return render_template("cart.html", lines=lines, total=sum(line["price"] * line["quantity"] for line in lines))


@app.post("/cart/add")
def add_to_cart():
    user = current_user()
    if user is None:
        return render_template("message.html", text="Please sign in."), 401
    quantity = request.form.get("quantity", "1")
    if not quantity.isdigit() or not 0 < int(quantity) < 100:
        return render_template("message.html", text="That quantity cannot be ordered."), 400
    product = db().execute("select * from products where id = ?", (request.form["product_id"],)).fetchone()
    if product is None:
        return render_template("message.html", text="No such product."), 404
    db().execute(
        "insert into cart values (?, ?, ?) on conflict do update set quantity = quantity + excluded.quantity",
        (user["id"], product["id"], int(quantity)),
    )
    return redirect(url_for("cart"))


@app.post("/cart/remove")
def remove_from_cart():
    user = current_user()
    if user is None:
        return render_template("message.html", text="Please sign in."), 401
    db().execute("delete from cart where user_id = ? and product_id = ?", (user["id"], request.form["product_id"]))
    return redirect(url_for("cart"))


@app.post("/checkout")
def checkout():
    user = current_user()
    if user is None:
        return render_template("message.html", text="Please sign in."), 401
    try:
        close_sessions(user["id"])
    except stripe.StripeError:
        return render_template("message.html", text="We cannot reach the payment service. Please try again."), 503
    lines = cart_of(user["id"])
    if not lines:
        return render_template("message.html", text="Your cart is empty."), 400
    for line in lines:
        stock = db().execute("select stock from products where id = ?", (line["product_id"],)).fetchone()["stock"]
        if stock < line["quantity"]:
            return render_template("message.html", text=f"{line['name']} is sold out."), 409
    try:
        checkout_session = open_session(user, lines)
    except stripe.StripeError:
        return render_template("message.html", text="We cannot reach the payment service. Please try again."), 503
    return redirect(checkout_session.url, code=303)


def close_sessions(user_id):
    """What was begun before cannot be paid beside what is begun now: in another tab, or after going back."""
    rows = db().execute("select * from orders where user_id = ? and status = 'pending'", (user_id,)).fetchall()
    for row in rows:
        if row["session_id"] and stripe.checkout.Session.retrieve(row["session_id"]).status == "open":
            with suppress(stripe.InvalidRequestError):  # it was paid at this moment
                stripe.checkout.Session.expire(row["session_id"])
        if row["session_id"]:
            fulfill(row["session_id"])
        db().execute("update orders set status = 'expired' where id = ? and status = 'pending'", (row["id"],))


def open_session(user, lines):
    total = sum(line["price"] * line["quantity"] for line in lines)
    db().execute("begin immediate")
    order_id = (
        db()
        .execute(
            "insert into orders (user_id, total, currency, status) values (?, ?, 'usd', 'pending')", (user["id"], total)
        )
        .lastrowid
    )
    for line in lines:
        db().execute(
            "insert into order_items values (?, ?, ?, ?)",
            (order_id, line["product_id"], line["quantity"], line["price"]),
        )
    db().execute("commit")
    checkout_session = stripe.checkout.Session.create(
        mode="payment",
        client_reference_id=str(order_id),
        customer_email=user["email"],
        line_items=[
            {
                "price_data": {
                    "currency": "usd",
                    "unit_amount": line["price"],
                    "product_data": {"name": line["name"]},
                },
                "quantity": line["quantity"],
            }
            for line in lines
        ],
        metadata={"order_id": order_id, "user_id": user["id"]},
        payment_intent_data={"metadata": {"order_id": order_id, "user_id": user["id"]}},
        success_url=url_for("success", _external=True) + "?session_id={CHECKOUT_SESSION_ID}",
        cancel_url=url_for("cart", _external=True),
        idempotency_key=f"order-{order_id}",
    )
    db().execute("update orders set session_id = ? where id = ?", (checkout_session.id, order_id))
    return checkout_session


@app.get("/success")
def success():
    user = current_user()
    if user is None:
        return redirect(url_for("index"))
    order = (
        db()
        .execute(
            "select * from orders where session_id = ? and user_id = ?", (request.args.get("session_id"), user["id"])
        )
        .fetchone()
    )
    if order is None:
        return render_template("message.html", text="No such order."), 404
    try:
        fulfill(order["session_id"])
    except stripe.StripeError:
        return render_template("message.html", text="Your payment is being processed."), 503
    return render_template("success.html", order=order_by_session(order["session_id"]))


def order_by_session(session_id):
    return db().execute("select * from orders where session_id = ?", (session_id,)).fetchone()


def fulfill(session_id):
    """Safe to call often, and at once: from the landing page and from the webhook."""
    checkout_session = stripe.checkout.Session.retrieve(session_id)
    if checkout_session.payment_status == "unpaid":
        return
    db().execute("begin immediate")
    order = order_by_session(session_id)
    if order is None or order["status"] != "pending":
        db().execute("rollback")
        return
    sold_out = False
    items = db().execute("select * from order_items where order_id = ?", (order["id"],)).fetchall()
    for item in items:
        taken = db().execute(
            "update products set stock = stock - ? where id = ? and stock >= ?",
            (item["quantity"], item["product_id"], item["quantity"]),
        )
        sold_out = sold_out or taken.rowcount == 0
    if sold_out:
        db().execute("rollback")
        try:
            stripe.Refund.create(
                payment_intent=checkout_session.payment_intent, idempotency_key=f"sold-out-{order['id']}"
            )
        except stripe.InvalidRequestError as error:
            if error.code != "charge_already_refunded":  # somebody did it in the dashboard meanwhile
                raise
        db().execute("update orders set status = 'sold_out' where id = ?", (order["id"],))
        return
    db().execute(
        "update orders set status = 'paid', payment_intent = ? where id = ?",
        (checkout_session.payment_intent, order["id"]),
    )
    for item in items:
        bought = (item["quantity"], order["user_id"], item["product_id"])
        db().execute("update cart set quantity = quantity - ? where user_id = ? and product_id = ?", bought)
    db().execute("delete from cart where user_id = ? and quantity <= 0", (order["user_id"],))
    db().execute("commit")


@app.get("/orders")
def orders():
    user = current_user()
    if user is None:
        return {"error": "Please sign in."}, 401
    rows = (
        db()
        .execute(
            "select * from orders where user_id = ? and status not in ('pending', 'expired') order by id", (user["id"],)
        )
        .fetchall()
    )
    return {"orders": [as_json(row) for row in rows]}


@app.get("/orders/<int:order_id>")
def order(order_id):
    user = current_user()
    if user is None:
        return {"error": "Please sign in."}, 401
    row = db().execute("select * from orders where id = ? and user_id = ?", (order_id, user["id"])).fetchone()
    return as_json(row) if row else ({"error": "No such order."}, 404)


def as_json(row):
    items = db().execute("select * from order_items where order_id = ?", (row["id"],)).fetchall()
    return {**dict(row), "items": [dict(item) for item in items]}


@app.post("/webhook")
def webhook():
    try:
        event = stripe.Webhook.construct_event(
            request.get_data(), request.headers.get("Stripe-Signature", ""), WEBHOOK_SECRET
        )
    except (ValueError, stripe.SignatureVerificationError):
        return "bad signature", 400
    if event.type in ("checkout.session.completed", "checkout.session.async_payment_succeeded"):
        fulfill(event.data.object.id)
        # News of a refund may have come before, when there was nothing to note it on.
        refunded(event.data.object.payment_intent)
    elif event.type in ("charge.refunded", "refund.failed"):
        refunded(event.data.object.payment_intent)
    return "ok"


def refunded(payment_intent):
    """What went back, as Stripe has it: refunds are made in its dashboard, and may fail later."""
    while order := db().execute("select * from orders where payment_intent = ?", (payment_intent,)).fetchone():
        refunds = stripe.Refund.list(payment_intent=payment_intent, limit=100).data
        amount = sum(refund.amount for refund in refunds if refund.status not in ("failed", "canceled"))
        status = "paid" if not amount else "refunded" if amount == order["total"] else "partially_refunded"
        # Who wrote in between knows more, or less: ask again.
        written = db().execute(
            "update orders set status = ?, refunded = ? where id = ? and status = ? and refunded = ?",
            (status, amount, order["id"], order["status"], order["refunded"]),
        )
        if written.rowcount:
            return


prepare()

if __name__ == "__main__":
    app.run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 5000, threaded=True)
