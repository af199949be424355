"""The billing engine: subscriptions, their invoices, and the time that passes over both.

What other resources (quotes, subscription schedules, checkout sessions) call. None of it needs a request of its own:
`call` is whoever acts (a `Call`, or `acting.by_itself(call)` for what happens by itself), and `terms` are named and
typed like the parameters of Stripe's own operation; what is left out has Stripe's default.

    starting.start(call, customer, terms)        a subscription; terms as of POST /v1/subscriptions, `items` in it.
                                                 Its first invoice is finalized and, as `payment_behavior` says, paid.
    changing.change(call, subscription, terms)   terms as of POST /v1/subscriptions/{id}, prorations included.
    ending.cancel(call, subscription, ...)       at once; `reason`, `prorate`, `invoice_now`.
    drafting.draft(call, customer, terms, ...)   a draft invoice; terms as of POST /v1/invoices.
    drafting.add(call, invoice, charges)         lines of one-time prices: [{"price": "price_1", "quantity": 2}].
    finalizing.finalize(call, invoice)           draft -> open with its PaymentIntent, or paid when nothing is due.
    paying.pay(call, invoice, ...)               charges the payer; a decline is raised as Stripe's 402.
    voiding.void(call, invoice)

    paying.intent_of(account, invoice)           the PaymentIntent of an open or paid invoice, or None.
    followers.follow(account, id, told)          (beside this package) be told what becomes of a PaymentIntent.
    jobs.plan(call, obj, name, due, run)         do something on the timeline of `obj["customer"]`.

One module does one job:

    periods       calendar arithmetic with anchors
    acting, jobs  who acts; what is planned on the customer's timeline
    prices        what the catalogue says of a price, and the plan that mirrors it
    lines         line items of invoices
    discounts     from coupons and promotion codes to discounts, and how long they last
    totals        an invoice's amounts from its lines, discounts, tax rates and the customer's balance
    drafting, finalizing, paying, voiding, retries   an invoice's way: draft, open, paid (or not)
    items, starting, changing, proration, ending     a subscription's way
    renewal       periods that end, trials that end
    lifecycle     a subscription's status, and the events that tell of it
    clocks        test clocks
    preview       all of this on a copy of the account that nobody sees
"""
