"""Codes of `checkout-harness webhook`, which judges a webhook handler alone."""

from harness.core.failure_codes.code import FailureCode

VERIFY = "Let Stripe's SDK verify: `construct_event` with the raw body, the header, and the endpoint's secret."
CODES = (
    FailureCode(
        code="webhook_unsigned_accepted",
        severity="blocker",
        title="An event without a signature was accepted",
        meaning="The handler answered 2xx to a body that nobody signed. Whoever knows its address can mark "
        "orders as paid.",
        what_to_do="A missing `Stripe-Signature` header is a wrong signature: answer 400, in development too. "
        + VERIFY,
        example="""\
payment_intent.succeeded without a signature was answered 200 [webhook_unsigned_accepted]""",
    ),
    FailureCode(
        code="webhook_old_signature_accepted",
        severity="critical",
        title="A signature that is older than five minutes was accepted",
        meaning="A recorded delivery can be sent again at any later time, signature and all: the timestamp in "
        "the header is part of what was signed so that old ones can be told.",
        what_to_do="Refuse what was signed more than 300 seconds ago, which Stripe's SDKs do unless the "
        "tolerance is set to 0 or None. A delivery that Stripe repeats is signed anew, so none is lost.",
        example="""\
payment_intent.succeeded signed a day ago was answered 200 [webhook_old_signature_accepted]""",
    ),
    FailureCode(
        code="webhook_empty_secret_accepted",
        severity="blocker",
        title="An event that is signed with an empty secret was accepted",
        meaning="The handler verifies with an empty secret, or with none beside its own. Everybody can sign with that.",
        what_to_do="Refuse to start without the secret; never let an unset variable become an empty string.",
        example="""\
payment_intent.succeeded signed with an empty secret was answered 200 [webhook_empty_secret_accepted]""",
    ),
    FailureCode(
        code="webhook_rotated_secret_refused",
        severity="critical",
        title="A right signature beside another one was refused",
        meaning="While a secret is rolled, the header has a `v1` for the old and one for the new secret, for "
        "up to a day. A handler that reads only one of them loses events in that time.",
        what_to_do="Accept the event when any `v1` is right, wherever it stands. " + VERIFY,
        example="""\
An event with two v1, the right one first, was answered 400 [webhook_rotated_secret_refused]""",
    ),
    FailureCode(
        code="webhook_raw_body_not_used",
        severity="critical",
        title="A right signature was refused because the body was not used as it came",
        meaning="The handler verifies a body that it parsed and wrote anew. That works until one byte is "
        "written otherwise: a blank, an escape, a letter outside ASCII.",
        what_to_do="Verify the bytes of the request before anything parses them (Express: `express.raw`; "
        "Next.js: the request's text; Rails: `request.raw_post`).",
        example="""\
An event with a body in other spacing was answered 400 [webhook_raw_body_not_used]""",
    ),
    FailureCode(
        code="webhook_unknown_type_refused",
        severity="critical",
        title="An event of a type that the handler does not know was not acknowledged",
        meaning="Stripe adds types, and an endpoint may be told of all. What is not answered with 2xx is sent "
        "again for days, and an endpoint that goes on refusing is disabled.",
        what_to_do="Answer 200 to every rightly signed event that does not concern the handler.",
        example="""\
An event of a type that does not exist yet was answered 500 [webhook_unknown_type_refused]""",
    ),
    FailureCode(
        code="webhook_unknown_field_refused",
        severity="critical",
        title="An event with a field that the handler does not know was not acknowledged",
        meaning="Stripe adds fields within one API version; a strict schema refuses every event from that day on.",
        what_to_do="Let the model of an event ignore fields that it does not know. https://docs.stripe.com/upgrades",
        example="""\
An event with more fields was answered 422 [webhook_unknown_field_refused]""",
    ),
    FailureCode(
        code="webhook_large_body_refused",
        severity="normal",
        title="A large event was not acknowledged",
        meaning="An object may carry 50 keys of metadata with 500 characters each, and an event carries the object.",
        what_to_do="Raise the limit for bodies on the path of the webhook, in the framework and in the proxy "
        "before it.",
        example="""\
An event with as much metadata as Stripe takes was answered 413 [webhook_large_body_refused]""",
    ),
    FailureCode(
        code="webhook_version_crash",
        severity="normal",
        title="The handler broke on an event in another API version",
        meaning="The shape of objects differs from version to version. On the day of an upgrade, or with an "
        "endpoint that is pinned to another version, every event of this type fails.",
        what_to_do="Pin the endpoint's `api_version` to that of the SDK; check `event.api_version` before "
        "reading fields; ask Stripe for the object in place of reading the event's.",
        example="""\
An event of 2023-10-16 was answered 500 [webhook_version_crash]""",
    ),
    FailureCode(
        code="webhook_slow",
        severity="normal",
        title="The handler answers too slowly",
        meaning="Stripe wants a 2xx before any long work; it takes a late answer for none and delivers again, "
        "so that the same work is done twice.",
        what_to_do="Store the event or put it on a queue, answer 200, then work. `--timeout` says what is too "
        "slow; its two seconds are this tool's, Stripe publishes no figure.",
        example="""\
payment_intent.succeeded got no answer within 2 s, both times [webhook_slow]""",
    ),
    FailureCode(
        code="webhook_duplicate_effect",
        severity="critical",
        title="An event that came again had its effect again",
        meaning="Stripe may deliver an event more than once. What the URL of --effects shows changed at the "
        "second time, too: goods sent twice, or money counted twice.",
        what_to_do="Let the effect be unique for each event, or better for each payment: a unique key in the "
        "database, written in one transaction with the effect.",
        example="""\
An event that came again has a second effect [webhook_duplicate_effect]""",
    ),
    FailureCode(
        code="webhook_concurrent_duplicate_effect",
        severity="critical",
        title="Deliveries of one event at the same time had more than one effect",
        meaning="Looking whether an event was seen and then acting are two steps; two deliveries pass the "
        "first together.",
        what_to_do="Insert the event's id (or the payment's) under a unique key first, and act only when that "
        "succeeded.",
        example="""\
Of 5 deliveries of one event at the same time more than one had an effect [webhook_concurrent_duplicate_effect]""",
    ),
    FailureCode(
        code="webhook_order_dependent",
        severity="critical",
        title="The order in which events arrive changes the end",
        meaning="Stripe promises no order. The same payment and refunds, or the same subscription, ended "
        "otherwise when their events arrived backwards: an old event overwrote what a newer one had said.",
        what_to_do="Take an event as news only, and ask Stripe for the object as it is now before writing.",
        example="""\
A payment and two refunds, told backwards, end otherwise than in order [webhook_order_dependent]
  However --effects differs in refunded amount 1300""",
    ),
    FailureCode(
        code="webhook_event_trusted",
        severity="critical",
        title="The amount in an event was taken for the amount of the order",
        meaning="An event said another amount than the payment has at Stripe, and --effects shows the event's. "
        "Events may be outdated when they arrive, and can be forged by whoever has learnt the secret.",
        what_to_do="Compare with the order's own amount, or ask Stripe for the object, before anything is written.",
        example="""\
payment_intent.succeeded about 4700 at Stripe, which says 98765, is written with 98765 [webhook_event_trusted]""",
    ),
    FailureCode(
        code="webhook_foreign_account",
        severity="critical",
        title="The handler acted on another account's event",
        meaning="An event with `account` tells of a connected account's payment. Its money is not this shop's, "
        "and what it paid for is not this shop's order.",
        what_to_do="Leave events with an `account` alone, or look it up among those that are connected. "
        "`--connect` for a platform, which acts on them by intention. https://docs.stripe.com/connect/webhooks",
        example="""\
payment_intent.succeeded of acct_1 had an effect [webhook_foreign_account]""",
    ),
    FailureCode(
        code="webhook_acted_before_check",
        severity="blocker",
        title="Something was done before the signature was checked",
        meaning="Forged events were refused, but --effects had changed by then, or the handler had asked "
        "Stripe about them. A refusal does not undo what was done.",
        what_to_do="Verify first, in the first lines of the handler, before the body is parsed. " + VERIFY,
        example="""\
Forged events were refused, yet --effects changed [webhook_acted_before_check]""",
    ),
)
