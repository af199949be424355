"""The billing engine: subscriptions, their invoices, and the time that passes over both.

Other resources (quotes, subscription schedules, checkout sessions) call these. `call` is a request's `Call`, or
`automatic_call.by_itself(call)` for what happens without one. `terms` have the names and types of the parameters of
Stripe's own operation; what is left out has Stripe's default. Amounts are integers in minor units.

    creation.start(call, customer, terms)        a subscription; terms as of POST /v1/subscriptions, `items` in it.
                                                 Its first invoice is finalized and, as `payment_behavior` says, paid.
    updates.change(call, subscription, terms)    terms as of POST /v1/subscriptions/{id}, prorations included.
    cancellation.cancel(call, subscription, ...) at once; `reason`, `prorate`, `invoice_now`.
    drafting.draft(call, customer, terms, ...)   a draft; terms as of POST /v1/invoices. Then
    drafting.add(call, invoice, charges)         lines of one-time prices: [{"price": "price_1", "quantity": 2}], and
    drafting.store(call, invoice)                its amounts, and `invoice.created`.
    finalizing.finalize(call, invoice)           draft -> open with its PaymentIntent, or paid when nothing is due.
    paying.pay(call, invoice, method)            charges the payer; a decline is raised as Stripe's 402.
    paying.try_to_pay(call, invoice)             the same, but a decline is returned.
    voiding.void(call, invoice)

    lookups.intent_of(account, invoice)          the PaymentIntent of an open or paid invoice, or None.
    lifecycle.subscription_of(account, invoice)  the subscription that an invoice bills, or None.
    preview.make(call, params)                   the next invoice; params as of POST /v1/invoices/create_preview.
    account.watch(id, watcher)                   (outside of this package) be notified of the events of an object.
    jobs.plan(call, obj, name, due, run)         run something on the timeline of `obj["customer"]`.

The rooms:

    shared/              calls without a request, jobs, buffered events, prices, discounts, the merchant's settings
    invoices/            a draft is filled, opened, paid or voided; its lines, items, totals and payments
    subscription_state/  periods, status and events of a subscription; what invoices mean for it
    subscriptions/       created, updated, prorated, renewed, canceled, expired
    schedules/ quotes/ credit_notes/   Stripe's resources of these names
    preview/             all of this on a copy of the account that nobody sees
    clocks               test clocks
    pages                the invoice's page, the merchant's settings
"""
