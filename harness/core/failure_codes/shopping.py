"""Codes of what a shopper's steps come to, in any shop."""

from harness.core.failure_codes.code import FailureCode

CODES = (
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
