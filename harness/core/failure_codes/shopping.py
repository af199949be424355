"""Codes of what a shopper's steps come to, in any shop."""

from harness.core.failure_codes.code import FailureCode

CODES = (
    FailureCode(
        code="stuck",
        severity="critical",
        title="Something can never be done again",
        meaning="A call of the checkout was lost, or its process died, and after everything was whole again the "
        "shopper, or Stripe with its event, still cannot go on: an order, a cart or a payment is stuck.",
        what_to_do="The first line says which call was lost. Whatever was written before it must not stand in the way "
        "of doing the whole again: write states that can be taken up, and let each step be repeated.",
        example="""\
begin cannot be done, also after everything was whole again [stuck]
      Let call 4, aws DynamoDB PutItem (after its work) be lost, and everything be whole again after 2 tries
     Then the shopper can do it within 3 more tries: begin
  However The checkout refused to begin""",
    ),
    FailureCode(
        code="retried_too_often",
        severity="normal",
        title="The checkout does not stop asking",
        meaning="While Stripe or the store answered nobody, the checkout asked for one and the same thing many times "
        "within one request: the shopper waits, and a system that is down is hammered by everybody's retries at once.",
        what_to_do="Let one place retry: the SDK, two or three times, with its growing pauses. Whatever calls it "
        "tells the shopper to try again, and repeats nothing.",
        example="""\
The checkout does not stop asking [retried_too_often]
      Let stripe answer nobody from call 3, stripe POST /v1/payment_intents on, before its work
     Then while one request is answered (beginning to pay) it asks for one thing at most 6 times
  However it asked 60 times for POST /v1/payment_intents""",
    ),
    FailureCode(
        code="mail_missing",
        severity="critical",
        title="An order has no mail",
        meaning="A call of the checkout was lost, everything was whole again, Stripe's news was told, and the shopper "
        "of a paid order was never written to: nobody knows that the order stands.",
        what_to_do="Note that a mail is sent in a way that survives a lost answer: a claim that the same sender may "
        "repeat, and that is taken back when the mail server refused.",
        example="""\
An order has no mail [mail_missing]
      Let call 9, aws DynamoDB UpdateItem (after its work) be lost, everything be whole again, and Stripe's news be told
     Then there is a mail for each order: o1
  However there are 0""",
    ),
    FailureCode(
        code="refused",
        severity="critical",
        title="The checkout refused what it must do",
        meaning="The checkout answered an ordinary step of a shopper (put into the cart, begin to pay, refund) with "
        "an error, so the shopper cannot go on.",
        what_to_do="Read the request and the answer under the failure. Where the shop is right to refuse, the case "
        "says so; where the request is not what your shop expects, mend the adapter's method of that name.",
        example="""\
The checkout refused to begin [refused]
      Let POST http://127.0.0.1:8000/checkout be sent for Ada
     Then it is done
  However the checkout answered 500: Internal Server Error""",
    ),
    FailureCode(
        code="not_refused",
        severity="critical",
        title="The checkout did what it must refuse",
        meaning="Something that no checkout may do was asked for (another shopper's order, more money back than was "
        "paid, a quantity of minus one), and it was done.",
        what_to_do="The title says what was asked for. Check it at the server, whatever the page allows.",
        example="""\
The checkout did not refuse another shopper's order [not_refused]
      Let the checkout be asked for another shopper's order
     Then it refuses
  However it did as asked: Order(id='o1', ...)""",
    ),
    FailureCode(
        code="no_answer_in_time",
        severity="critical",
        title="The checkout waits for a silent Stripe, and so does whoever asked",
        meaning="Stripe took a call of the checkout's and said nothing, as when a connection hangs. Whoever had asked "
        "the checkout got no answer within the stated time (`answers_within_seconds` of the profile): people leave or "
        "click again, routers give up, and each such request holds a worker, until none is left.",
        what_to_do="Give the Stripe client a time-out of some seconds and few retries, and answer 503 when it is over; "
        "without it stripe-python and stripe-node wait 80 s for each attempt, and plain HTTP clients for ever. Where "
        "the time-out is a setting, say in [short_timeout] of the profile how a short one is set.",
        example="""\
Stripe stayed silent, and beginning to pay got no answer within 3 s [no_answer_in_time]
      Let Stripe take call 4, stripe POST /v1/payment_intents, and say nothing (before its work)
     Then whoever asked is answered within 3 s, with 503 for example: try again
  However none had come, and the checkout had asked Stripe 1 times.""",
    ),
    FailureCode(
        code="others_wait",
        severity="critical",
        title="While Stripe is silent to one shopper, others wait too",
        meaning="One call to Stripe was not answered for some seconds, and meanwhile a request of another shopper, "
        "which has nothing to do with it, was not answered either: there is one worker, or the event loop, a lock or a "
        "transaction of the database is held while Stripe is asked.",
        what_to_do="Ask Stripe without a lock or an open transaction that others need; in an async handler await "
        "Stripe (`create_async`), or ask it in a thread; start more than one worker or thread.",
        example="""\
While Stripe is silent to one shopper (beginning to pay), others wait too [others_wait]
      Let Stripe take call 4, stripe POST /v1/payment_intents, and say nothing
     Then another shopper, who buys something else, is answered within 3 s
  However the health check was not answered before Stripe spoke again, after 3.0 s.""",
    ),
    FailureCode(
        code="resource_leak",
        severity="critical",
        title="The checkout keeps something for each payment",
        meaning="The same story was told again and again, and the open files, the threads or the memory of the "
        "checkout's processes grew with each: some days after a deploy it can open nothing more, and takes no payment.",
        what_to_do="Make one Stripe client, one HTTP session and one pool of threads for the process, close what a "
        "request opens in `finally` (or `with`), on the way of errors too, and bound each cache. `lsof -p` and "
        "`py-spy dump` of the process show what stays.",
        example="""\
The checkout keeps something for each time of beginning to pay while Stripe is away [resource_leak]
      Let 24 times beginning to pay while Stripe is away follow those that warmed it up, one after the other
     Then its open files and its threads grow by at most 12, as pools do, and its memory by tens of MiB
  However 23 open files and sockets became 47""",
    ),
    FailureCode(
        code="fell_over",
        severity="critical",
        title="The checkout fell over in place of refusing",
        meaning="The checkout answered 500 to something that it should refuse: nobody thought of it, and what was done "
        "until then may stay.",
        what_to_do="Look into the checkout's log at that moment, and refuse such a request before anything is done.",
        example="""\
The checkout fell over in place of refusing [fell_over]
      Let the checkout be asked for a quantity of -1
     Then it refuses
  However it answered 500: Internal Server Error""",
    ),
    FailureCode(
        code="goods_for_less",
        severity="blocker",
        title="A shopper who changed what the page sends got goods for less than they cost",
        meaning="A number or an id in the page's requests was changed on its way, and the goods of the order cost "
        "more than what Stripe took: the checkout believes a price, an amount or an id that the browser names.",
        what_to_do="Compute what is charged at the server, from the products' own prices and the same lines that the "
        "order will have; take nothing but products and quantities from the page, and check both.",
        example="""\
A shopper who changed what the page sends got goods for less than they cost [goods_for_less]
      Let a shopper send POST /checkout: body.items.0.price = 5999 changed to 4790
     Then Stripe takes at least what the goods of the order cost
  However Stripe took {'usd': 9580} for {'p1': 2}, which cost 11998 usd""",
    ),
    FailureCode(
        code="hidden_input",
        severity="blocker",
        title="The checkout obeys a name that no page sends",
        meaning="A header, a query parameter or a member of the body that neither the page sends nor the contract "
        "documents changed the answer, what was charged, or what another shopper has: whoever guesses the name pays "
        "less, or gets at what is not hers.",
        what_to_do="Take who calls from the session or token alone, prices from the products, and bind nothing of a "
        "request that is not named (OWASP API3:2023). A header that a gateway sets has to be removed from requests "
        "that come from outside. A name that is meant to be there belongs into the contract.",
        example="""\
`X-User-Id` in the header of GET /api/orders is obeyed, though no page sends it [hidden_input]
      Let a shopper who lists the orders send `X-User-Id` in the header: 'usr_2'
     Then it is refused, or ends as it does without
  However the answer is [('order', 'paid', 11998, 'usd', ...)] in place of []""",
    ),
    FailureCode(
        code="goods_before_money",
        severity="blocker",
        title="The checkout delivers what nobody has paid for yet",
        meaning="An order was told or written for a payment for which Stripe has taken no money: the session is open, "
        "expired, or complete with a debit that the bank has not answered.",
        what_to_do="Deliver on `payment_status` paid (or no_payment_required) of a Checkout Session, and on "
        "`succeeded` of a PaymentIntent; `checkout.session.completed` alone says neither, `processing` is not paid.",
        example="""\
The checkout delivers what nobody has paid for yet [goods_before_money]
      Let cs_test_1 be a payment for which Stripe has taken no money
     Then the shopper is told of no order, and has none
  However coming back tells Order(id='o1', ...), and the paid orders are []""",
    ),
    FailureCode(
        code="no_way_to_pay",
        severity="critical",
        title="The checkout began a payment that nobody can pay",
        meaning="A payment that was begun leads nowhere: it has neither a client secret for the page nor the address "
        "of a page of Stripe's.",
        what_to_do="Look at what the adapter's `begin` made of the checkout's answer, which is part of the failure.",
        example="""\
The checkout began a payment that nobody can pay [no_way_to_pay]
      Let the checkout begin the payment 17
     Then it has a client secret (pi_..., cs_...) for the page, or the address of Stripe's page
  However its client secret is '' and its address ''""",
    ),
    FailureCode(
        code="not_filled_in",
        severity="critical",
        title="Stripe's page wants more than the suites fill in",
        meaning="A Checkout Session asks the shopper for something (a phone number, a custom field) that the suites do "
        "not know an answer to, so it could not be paid.",
        what_to_do="Leave the field out of the session, or make it optional, while the suites run.",
        example="""\
Stripe's page wants more than this harness fills in [not_filled_in]
     Then the page can be paid with an e-mail address, a card and an address
  However it requires phoneNumber""",
    ),
)
