"""What Stripe leaves out of an object although the SDK has a field for it. Data only, each row with its reason.

The SDK's types merge "null" and "not there" into one. Everything nullable is shown as null unless a row says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Absent:
    """Fields that an object, or a part of one such as `charge.outcome`, has only if something sets them."""

    of: str
    fields: str
    reason: str


EXPANDED = "only when expanded"
RECORDED_INTENT = "not in the recorded field list (fact 64)"
RECORDED_CHARGE = "not in the recorded field list (fact 65)"
RECORDED_REFUND = "not in the recorded field list (fact 87); there once they say something"
RESTRICTED = "for some accounts only (the SDK: 'internal use only', or by request to Stripe)"
CONNECT = "of Connect only"
ABSENT = (
    Absent("customer", "cash_balance invoice_credit_balance sources subscriptions tax tax_ids", EXPANDED),
    Absent("customer", "customer_account", "of Connect's Accounts v2 only"),
    Absent("charge", "refunds", EXPANDED),
    Absent("charge", "authorization_code level3 transfer", RECORDED_CHARGE),
    Absent("charge.outcome", "rule", "only when a Radar rule decided (fact 66)"),
    Absent("charge.payment_method_details.card", "description iin issuer transaction_link_id", RESTRICTED),
    Absent("charge.payment_method_details.card", "capture_before", "only while uncaptured (fact 77)"),
    Absent("charge.payment_method_details.card", "moto", "only for mail and telephone orders"),
    Absent("payment_intent", "allowed_payment_method_types hooks managed_payments", RECORDED_INTENT),
    Absent("setup_intent", "allowed_payment_method_types managed_payments", "as on PaymentIntents (fact 64)"),
    Absent("payment_method", "radar_options", "write-only in practice: recorded PaymentMethods lack it (fact 67)"),
    Absent("payment_method.card", "description iin issuer", RESTRICTED),
    Absent(
        "refund",
        "customer customer_account description failure_balance_transaction failure_reason instructions_email "
        "next_action payment_method pending_reason",
        RECORDED_REFUND,
    ),
    Absent("dispute", "network_reason_code payment_method_details", "not in Stripe's published fixture of a dispute"),
    Absent("card", "account available_payout_methods currency default_for_currency status", CONNECT),
    Absent("card", "customer", "not within a token"),
    Absent("card", "description iin issuer", RESTRICTED),
    Absent("bank_account", "account available_payout_methods default_for_currency", CONNECT),
    Absent("bank_account", "future_requirements requirements", CONNECT),
    Absent("account", "company individual groups", "by the kind of business; not in Stripe's published fixture"),
    Absent("event", "account context", f"{CONNECT} (fact 105)"),
    Absent("event.data", "previous_attributes", "only on *.updated (fact 105)"),
    Absent("webhook_endpoint", "secret", "only at creation (fact 108)"),
    Absent("balance", "connect_reserved instant_available issuing refund_and_dispute_prefunding", CONNECT),
    Absent("invoice", "confirmation_secret payments", EXPANDED),
    Absent("invoice", "threshold_reason", "only for invoices that a billing threshold made"),
    Absent("checkout.session", "line_items", EXPANDED),
    Absent("checkout.session.total_details", "breakdown", EXPANDED),
    Absent("item", "discounts taxes", EXPANDED),
    Absent("payment_link", "line_items", EXPANDED),
    Absent("quote", "line_items", EXPANDED),
    Absent("quote.computed.recurring.total_details", "breakdown", EXPANDED),
    Absent("quote.computed.upfront", "line_items", EXPANDED),
    Absent("quote.computed.upfront.total_details", "breakdown", EXPANDED),
    Absent("quote.total_details", "breakdown", EXPANDED),
    Absent("price", "currency_options tiers", EXPANDED),
    Absent("plan", "tiers", EXPANDED),
    Absent("coupon", "applies_to currency_options", EXPANDED),
    Absent("promotion_code.restrictions", "currency_options", EXPANDED),
    Absent("shipping_rate.fixed_amount", "currency_options", EXPANDED),
    Absent("issuing.card", "cvc number", EXPANDED),
    Absent("payment_intent.amount_details", "line_items", EXPANDED),
    Absent(
        "payment_intent.payment_method_options.card",
        "capture_method request_extended_authorization request_incremental_authorization request_multicapture "
        "request_overcapture require_cvc_recollection setup_future_usage statement_descriptor_suffix_kana "
        "statement_descriptor_suffix_kanji",
        "only what was asked for",
    ),
)
# Left out of every object.
EVERYWHERE = {
    "deleted": "only in the stub of a deleted object (fact 46)",
    "presentment_details": "only when the customer paid in another currency than the price's; not recorded otherwise",
}
# One hash among many, named like the `type` (the SDK: "an additional hash is included with a name matching this
# value"), or only the hashes that were asked for: every nullable hash is left out.
BY_TYPE = frozenset(
    (
        "payment_method",
        "source",
        "token",
        "mandate",
        "charge.payment_method_details",
        "charge.source",
        "confirmation_token.payment_method_preview",
        "dispute.payment_method_details",
        "mandate.payment_method_details",
        "payment_intent.next_action",
        "payment_intent.payment_method_options",
        "refund.destination_details",
        "refund.next_action",
        "setup_attempt.payment_method_details",
        "setup_intent.next_action",
        "setup_intent.payment_method_options",
        "checkout.session.payment_method_options",
        "invoice.payment_settings.payment_method_options",
        "subscription.payment_settings.payment_method_options",
        "charge.payment_method_details.card.wallet",
        "payment_method.card.wallet",
    )
)
