"""Codes of what the checkout answers to a request, and of what does not follow in time."""

from harness.core.failure_codes.code import FailureCode

CODES = (
    FailureCode(
        code="unexpected_value",
        severity="critical",
        title="A value is not the expected one",
        meaning="The checkout or Stripe answered, and one value of the answer is not what the scenario requires: an "
        "amount, a status, a decline code, the number of orders.",
        what_to_do="Compare the value after `Then` with the one after `However`. The curl command below them repeats "
        "the request; the steps of the case show what was set up before.",
        example="""\
the problem's decline_code is wrong [unexpected_value]
      Let the case read the problem's decline_code
     Then it is 'insufficient_funds'
  However it is 'generic_decline'""",
    ),
    FailureCode(
        code="unexpected_status",
        severity="critical",
        title="An answer has another HTTP status than expected",
        meaning="The request was answered with a status that the scenario does not allow at this point.",
        what_to_do="Read the body of the answer, which is part of the failure. A 5xx is a fault of the checkout: look "
        "into its log at that moment. A 4xx is a refusal of what should have been accepted.",
        example="""\
POST /api/orders/confirm-payment answered 500 instead of 200 [unexpected_status]
      Let the case send POST http://127.0.0.1:8000/api/orders/confirm-payment
     Then the status is 200
  However it is 500: Internal Server Error

curl -X POST http://127.0.0.1:8000/api/orders/confirm-payment -H 'Content-Type: application/json' -d '{"payment_intent_id": "pi_1"}'
-> 500 in 12 ms
Internal Server Error""",  # noqa: E501  a report does not wrap commands
    ),
    FailureCode(
        code="connection_lost",
        severity="critical",
        title="A request got no answer",
        meaning="The connection was refused or broke, or the answer did not come within the time that the case has. "
        "What the request did is not known.",
        what_to_do="See whether the checkout still runs (`checkout-harness up`, its log in the reports). If it does, "
        "find what it waited for: a call to Stripe without a timeout, a lock, a table that does not answer.",
        example="""\
GET http://127.0.0.1:8000/api/orders got no answer [connection_lost]
      Let Ada send a request to the checkout
     Then an answer comes
  However ReadTimeoutError: Read timed out. (read timeout=30.0)""",
    ),
    FailureCode(
        code="not_json",
        severity="critical",
        title="An answer is not JSON",
        meaning="The body of an answer cannot be parsed as JSON, so no client can read it.",
        what_to_do="Look at the first characters of the body: an HTML error page comes from a proxy or from an "
        "exception that the checkout does not handle.",
        example="""\
GET http://127.0.0.1:8000/api/orders did not answer JSON [not_json]
     Then the body is JSON
  However Expecting value: line 1 column 1 (char 0): '<html><body>Bad gateway</body></html>'""",
    ),
    FailureCode(
        code="not_a_problem",
        severity="critical",
        title="A refusal is not a problem document",
        meaning="A refusal has to be problem details (RFC 9457): a status of 4xx or 5xx and the content type "
        "application/problem+json. Without them a client cannot tell a shopper what went wrong.",
        what_to_do="Let the checkout answer every refusal through its one problem handler; frameworks answer their own "
        "errors (validation, routing) otherwise unless they are told not to.",
        example="""\
POST /api/create-payment-intent did not answer problem details [not_a_problem]
     Then the status is 4xx or 5xx and the content type application/problem+json
  However the status is 422 and the content type application/json""",
    ),
    FailureCode(
        code="not_in_time",
        severity="critical",
        title="Something did not happen in time",
        meaning="What must follow sooner or later (an order after a webhook, a mail) did not follow before its "
        "deadline. On a machine that was too busy to judge this, the case is unknown instead.",
        what_to_do="The last value that was seen is after `However`. Look whether the event that causes it arrived: "
        "the webhook deliveries and the checkout's log are in the reports.",
        example="""\
Waited in vain for an order of pi_1 with status paid [not_in_time]
      Let the case wait 5 s for it
     Then an order of pi_1 with status paid
  However the last value seen was None""",
    ),
    FailureCode(
        code="no_challenge",
        severity="critical",
        title="An intent names no 3D Secure page",
        meaning="A payment that asks for authentication (3D Secure) must name the page where the bank asks, in "
        "`next_action.redirect_to_url.url` or `next_action.use_stripe_sdk.stripe_js`.",
        what_to_do="See whether the card asks for authentication at all, and whether the intent was confirmed with a "
        "return_url. Stripe documents it: https://docs.stripe.com/payments/3d-secure/authentication-flow",
        example="""\
The intent names no 3D Secure page that can be answered [no_challenge]
      Let the intent have the status 'succeeded'
     Then its next_action has a redirect_to_url.url or use_stripe_sdk.stripe_js with /_localstack/stripe/three_d_secure/
  However its next_action is {}""",
    ),
)
