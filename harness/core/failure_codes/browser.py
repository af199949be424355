"""Codes of what a browser shows, asks and can do on the checkout's pages."""

from harness.core.failure_codes.code import FailureCode

CODES = (
    FailureCode(
        code="not_seen",
        severity="critical",
        title="A page does not show what it must",
        meaning="The shopper waits for a text, a button or a change of the page, and it does not appear within 20 s.",
        what_to_do="Compare with what the page shows instead, after `However`. The screenshot, the console and the "
        "trace of the window are in the reports (`playwright show-trace`).",
        example="""\
Waited in vain for the error box [not_seen]
      Let the browser show the page http://127.0.0.1:8000/checkout
     Then within 20 s it shows the error box
  However it shows 'Checkout\\nTotal $59.99\\nPay Now'""",
    ),
    FailureCode(
        code="not_there",
        severity="critical",
        title="The browser does not reach a page",
        meaning="After an action the shopper has to arrive at another page, or leave the present one, and does not.",
        what_to_do="Look at the address after `However` and at the last request of the window: a redirect that is "
        "missing, or a return_url that points elsewhere.",
        example="""\
The browser did not come to /orders [not_there]
     Then within 20 s it comes to /orders
  However it is at /checkout""",
    ),
    FailureCode(
        code="not_asked",
        severity="critical",
        title="A page does not send a request that it must",
        meaning="What the shopper did has to cause a request to the checkout or to Stripe, and no page sent it.",
        what_to_do="Look at the console and the page errors in the reports: a handler that was not attached, or that "
        "threw before it asked.",
        example="""\
No page sent confirm_payment [not_asked]
      Let the browser show the page http://127.0.0.1:8000/checkout
     Then it sends that request
  However it sent create_intent""",
    ),
    FailureCode(
        code="not_reached",
        severity="critical",
        title="The keyboard does not reach a control",
        meaning="Whoever cannot use a mouse moves with Tab; a control that never gets the focus cannot be used so "
        "(WCAG 2.1.1).",
        what_to_do="Use a real button, link or input, or give the element a tabindex of 0.",
        example="""\
the pay button cannot be reached with the keyboard [not_reached]
      Let the Tab key be pressed 30 times
     Then it gets the focus
  However it did not get the focus""",
    ),
    FailureCode(
        code="page_error",
        severity="critical",
        title="A script of a page threw, or the page broke its own policy",
        meaning="A script of the checkout's page threw an error, or the page did what its Content Security Policy "
        "forbids. What came after it on the page did not run.",
        what_to_do="The message is after `However`; the trace in the reports shows the step at which it came.",
        example="""\
A script of a page threw an error [page_error]
     Then no script of it throws
  However TypeError: Cannot read properties of undefined (reading 'client_secret')""",
    ),
    FailureCode(
        code="foreign_request",
        severity="critical",
        title="A page asked a third party",
        meaning="A page of the checkout sent a request to somebody else than the checkout and Stripe. A third party "
        "on a payment page can read what the shopper types.",
        what_to_do="Find the script, font or image with this address and serve it from the checkout itself.",
        example="""\
A page sent a request to a foreign host [foreign_request]
     Then it sends requests to this machine and js.stripe.com only
  However GET https://fonts.example.com/font.css""",
    ),
)
