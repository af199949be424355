"""Codes of what the checkout makes of the events that Stripe delivers."""

from harness.core.failure_codes.code import FailureCode

CODES = (
    FailureCode(
        code="webhook_not_taken",
        severity="critical",
        title="The checkout did not take an event of Stripe's",
        meaning="An event that was rightly signed was answered with something else than 2xx. Stripe sends it again, "
        "for days, and then no more; whatever the event tells is not known until then.",
        what_to_do="Answer 2xx to every event with a right signature, also to types that are of no interest and to "
        "events that came before; look into the checkout's log for what went wrong.",
        example="""\
The checkout did not take an event of Stripe's [webhook_not_taken]
      Let Stripe deliver payment_intent.succeeded evt_1, rightly signed
     Then the checkout answers 2xx
  However it answered 500: Internal Server Error""",
    ),
    FailureCode(
        code="webhook_effect",
        severity="critical",
        title="An event has not the effect that it must have",
        meaning="Stripe told the checkout about a payment, and the order, the refunded amount or the stock are not "
        "what the event says, or changed although the event concerns nobody here.",
        what_to_do="Compare the three values after `Then` and `However`. Look at the handler of this event's type, and "
        "whether it is repeatable: Stripe delivers an event more than once, and in any order.",
        example="""\
The effect of a webhook event on the shop is wrong [webhook_effect]
      Let Stripe send the checkout an event about pi_1
     Then order, refunded amount and stock become ('paid', 0, 4)
  However they are ('refunded', 5999, 5)""",
    ),
    FailureCode(
        code="webhook_not_acknowledged",
        severity="critical",
        title="The checkout did not acknowledge an event",
        meaning="Stripe wants a 2xx for every delivery; without it the event is sent again for up to three days, and "
        "an endpoint that goes on refusing is disabled.",
        what_to_do="Look into the checkout's log for what happened at this delivery. Answer 2xx for types and objects "
        "that the checkout does not know, too. https://docs.stripe.com/webhooks",
        example="""\
The checkout did not take charge.refunded [webhook_not_acknowledged]
      Let Stripe deliver evt_1 about pi_1, attempt 1
     Then the answer is 2xx, or Stripe sends it again for days (fact 109)
  However it was 500""",
    ),
    FailureCode(
        code="webhook_acknowledged_unsettled",
        severity="critical",
        title="An event was acknowledged although it could not be handled",
        meaning="The checkout answered 2xx and had not written the order. Stripe does not deliver again what was "
        "acknowledged, so the shopper pays and gets nothing.",
        what_to_do="Answer 2xx only after the order is written, or after the event is stored where a worker of the "
        "checkout's own will find it.",
        example="""\
The checkout acknowledged an event that it did not settle [webhook_acknowledged_unsettled]
      Let Stripe answer 500 while the checkout handles the event
  However it was answered 200 without an order""",
    ),
    FailureCode(
        code="webhook_attempts",
        severity="critical",
        title="Stripe delivered an event another number of times than expected",
        meaning="The attempts that Stripe made, each with the class of its answer, are not those that follow from what "
        "the checkout had to answer.",
        what_to_do="An attempt too many means that the checkout did not acknowledge one; one too few that it "
        "acknowledged what it could not handle.",
        example="""\
Stripe's delivery attempts are not as expected [webhook_attempts]
      Let Stripe deliver payment_intent.succeeded about pi_1
     Then the first digits of the answers' statuses are [None, 2]
  However they are [None, 5, 2]""",
    ),
    FailureCode(
        code="webhook_signature_accepted",
        severity="blocker",
        title="A forged webhook was accepted",
        meaning="The checkout answered 2xx to an event whose signature does not hold. Whoever knows the address of the "
        "endpoint can then turn unpaid orders into paid ones.",
        what_to_do="Verify the `Stripe-Signature` header over the raw body, with the endpoint's secret and a tolerance "
        "of five minutes, before anything else is done. https://docs.stripe.com/webhooks/signature",
        example="""\
A webhook whose signature is ten minutes old was answered 200 [webhook_signature_accepted]
      Let an event of payment_intent.succeeded arrive with a signature that is ten minutes old
     Then the answer is 400 and nothing happens
  However it was 200""",
    ),
    FailureCode(
        code="webhook_signature_answer",
        severity="blocker",
        title="A forged webhook was refused with another answer than 400",
        meaning="A signature that does not hold has to be answered 400. A 5xx says that the check itself broke.",
        what_to_do="Catch the signature error of Stripe's SDK and answer 400 problem details.",
        example="""\
A webhook whose signature is not hexadecimal was answered 500 [webhook_signature_answer]
      Let an event of payment_intent.succeeded arrive with a signature that is not hexadecimal
     Then the answer is 400 and nothing happens
  However it was 500""",
    ),
    FailureCode(
        code="webhook_open_without_secret",
        severity="blocker",
        title="Without a webhook secret the checkout trusts everybody",
        meaning="With STRIPE_WEBHOOK_SECRET unset or empty the checkout accepts events that Stripe did not sign. One "
        "missing variable in production opens the shop.",
        what_to_do="Refuse to start without the secret, or answer every webhook with 4xx or 5xx until it is set.",
        example="""\
Without a webhook secret the checkout accepts unsigned events [webhook_open_without_secret]
      Let STRIPE_WEBHOOK_SECRET be empty, and an event of payment_intent.succeeded arrive unsigned
     Then it is refused
  However it was answered 200""",
    ),
    FailureCode(
        code="wrong_version",
        severity="critical",
        title="An event has another API version than the case is about",
        meaning="The case needs an event in a certain version of Stripe's API and Stripe delivered another one, so the "
        "case proves nothing about the version.",
        what_to_do="See whether the Stripe backend keeps the version that a webhook endpoint was created with.",
        example="""\
The event is not of the version that this case is about [wrong_version]
  However an event of charge.refunded in version 2026-08-26.dahlia""",
    ),
    FailureCode(
        code="orders_of_one_payment",
        severity="critical",
        title="One payment has more than one order",
        meaning="While an event had its effect, the checkout listed two orders of the same PaymentIntent: the goods "
        "are sent twice for one payment.",
        what_to_do="Write the order under a key that is unique for each PaymentIntent, so that the webhook and the "
        "shopper's own confirmation cannot both create one.",
        example="""\
2 orders for one payment [orders_of_one_payment]
     Then there is at most one""",
    ),
)
