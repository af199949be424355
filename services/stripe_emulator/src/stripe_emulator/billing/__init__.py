"""The billing engine: subscriptions, their invoices, and the time that passes over both.

What other resources (quotes, subscription schedules, checkout sessions) call. None of it needs a request of its own:
`call` is whoever acts (a `Call`, or `acting.by_itself(call)` for what happens by itself), and `terms` are named and
typed like the parameters of Stripe's own operation; what is left out has Stripe's default.

    starting.start(call, customer, terms)        a subscription; terms as of POST /v1/subscriptions, `items` in it.
                                                 Its first invoice is finalized and, as `payment_behavior` says, paid.
    changing.change(call, subscription, terms)   terms as of POST /v1/subscriptions/{id}, prorations included.
    ending.cancel(call, subscription, ...)       at once; `reason`, `prorate`, `invoice_now`.
    drafting.draft(call, customer, terms, ...)   a draft; terms as of POST /v1/invoices. Then
    drafting.add(call, invoice, charges)         lines of one-time prices: [{"price": "price_1", "quantity": 2}], and
    drafting.keep(call, invoice)                 its amounts, and `invoice.created`.
    finalizing.finalize(call, invoice)           draft -> open with its PaymentIntent, or paid when nothing is due.
    paying.pay(call, invoice, method)            charges the payer; a decline is raised as Stripe's 402.
    paying.try_to_pay(call, invoice)             the same, where a decline is only told by events.
    voiding.void(call, invoice)

    lookups.intent_of(account, invoice)          the PaymentIntent of an open or paid invoice, or None.
    lifecycle.subscription_of(account, invoice)  the subscription that an invoice bills, or None.
    preview.make(call, params)                   what an invoice would be; params as of POST .../create_preview.
    account.watch(id, told)                      (beside this package) be told the types of events about an object.
    jobs.plan(call, obj, name, due, run)         do something on the timeline of `obj["customer"]`.

One module does one job:

    periods       calendar arithmetic with anchors
    acting, jobs  who acts; what is planned on the customer's timeline
    prices        what the catalogue says of the price of an item
    lines         line items of invoices; lookups: what belongs to an invoice
    discounts     how long they last
    totals        an invoice's amounts from its lines, discounts, tax rates and the customer's balance
    pending, item_terms, editing                   invoice items, and lines of drafts
    drafting, finalizing, paying, payments, voiding, settings   an invoice's way: draft, open, paid (or not)
    items, terms, starting, billed, expiring, holding, setting_up   a subscription begins
    changing, reshaping, proration, snapshots, ending   it changes and ends
    renewal       periods that end, trials that end
    lifecycle     a subscription's status, and the events that tell of it
    consequences  what a paid or failed invoice means for its subscription
    clocks        test clocks
    preview, layer   all of this on a copy of the account that nobody sees
    older         fields of older API versions
    desk          the invoice's page, the merchant's settings
"""
