"""What is read at the end of a test and put into the history for the judges. This docstring is the contract.

Every snapshot is an event of kind `snapshot`, actor `harness`; amounts are integers in minor units. At the close of a
`Shop` all of them are recorded, in this order, after everything the test did:

`stripe_intent`: one event for each PaymentIntent that Stripe holds for a shopper of the test (metadata.user_id) or
that a shopper was told of. data:
    id, amount, amount_received, currency, status,
    user_id     metadata.user_id or None when the checkout set none
    metadata    {text: text} as Stripe holds it
    created     seconds since the epoch, Stripe's clock
    charges     [{id, amount, amount_captured, amount_refunded, currency, status, paid, captured, refunded, disputed}]
                oldest first; status is succeeded | pending | failed
    refunds     [{id, charge, amount, currency, status, created}] oldest first;
                status is pending | requires_action | succeeded | failed | canceled
    gone        True when Stripe answers 404 for an intent a shopper was told of (then only `id` and `gone` are there)

`orders`: one event for each shopper who has an account. data:
    user_id, email,
    orders      the checkout's own JSON: [{order_id, user_id, payment_intent_id, status, amount, amount_refunded,
                currency, items: [{product_id, title, price, quantity}], created_at}]; status paid | refunded |
                partially_refunded

`cart`: one event for each shopper who has an account. data:
    user_id, items: [{product_id, title, price, quantity}], total, currency (None when empty)

`stock`: one event for each product that the test put on sale. data:
    product_id, title, price, currency,
    initial     pieces when it was put on sale
    now         pieces for sale at the end; open (unpaid, not canceled) intents may still hold reserved pieces

`mails`: one event for each shopper with at least one order. data:
    email, mails: [{subject, text}] oldest first; None when the stack shows no mails

`unavailable`: a snapshot that could not be read (a judge that needs it must raise NotKnown). data:
    snapshot    "stripe_intent" | "orders" | "cart" | "stock" | "mails"
    of          user_id, product_id or payment intent id
    reason      text

Other events that the doing half records (`system` in data is "checkout" or "stripe"; masked, see harness.http):
    invoke/ok/fail/info  actor = "<name> <email>" of a shopper, "admin", "stripe.js", "stripe" (webhook sender)
        operations at the checkout: register, login, products, product, create_product, cart, add, set_quantity, remove,
        create_intent, confirm, intent, config, refund, orders, order, request, webhook, health
        operations at Stripe (Stripe.js): create_payment_method, confirm_payment, retrieve, challenge
        data.user_id of the caller (checkout operations, None without a token), data.payment_intent_id where the request
        names one, data.idempotency_key where given, data.status, data.response, data.invoke (seq of the invoke)
        webhook: data.event_id, data.event_type, data.signature "good" | "bad" | "none"
    fact, actor "test":
        shopper {user_id, email, name}; product {product_id, title, price, currency, stock}; saw {goal};
        fault {fault_id, rule}; healed {fault_id};
        allow {code, reason}: the test says that this violation is expected here (the judge skips that code)
"""
