"""What Stripe takes beyond the types of its SDK. Data only; each row with its reason."""

from __future__ import annotations

from dataclasses import dataclass

ADDRESS = "address_city:s address_country:s address_line1:s address_line2:s address_state:s address_zip:s"
CARD = "number!:s exp_month!:i exp_year!:i cvc:s"
# Raw card details: the number with its date, or a token in place of them (https://docs.stripe.com/api/tokens).
SHAPES = {
    "extra.Networks": "preferred:s",
    "extra.Card": f"{CARD} networks:@extra.Networks currency:s metadata:{{s}} name:s {ADDRESS}",
    "extra.CardToken": "token!:s",
    "extra.RefundUpdate": "metadata:{s}",
    "extra.Address": "city:s country:s line1:s line2:s postal_code:s state:s",
    "extra.PaymentPageProof": "client_secret:s",
    "extra.PaymentPageQuantity": "line_item_id!:s quantity!:i",
    "extra.PaymentPageUpdate": "client_secret:s code:s? shipping_rate:s "
    "updated_line_item_quantity:@extra.PaymentPageQuantity",
    "extra.PaymentPageShipping": "address!:@extra.Address name:s",
    "extra.PaymentPageConfirm": "payment_method:s expected_amount:i expected_payment_method_type:s eid:s "
    "client_secret:s return_url:s email:s phone:s shipping:@extra.PaymentPageShipping",
    "extra.CardSource": f"object!:=card {CARD} currency:s metadata:{{s}} name:s {ADDRESS}",
}
# Operations that the SDK leaves out: a charge's own refunds, which older SDKs reach by their path (the last answers
# the charge, as the first API did), and what Stripe.js and the official CLI call. A version without the shape of the
# parameters has none.
OPERATIONS = {
    "GET /v1/charges/{charge}/refunds": "RefundList (@refund)",
    "POST /v1/charges/{charge}/refunds": "RefundCreate @refund",
    "GET /v1/charges/{charge}/refunds/{refund}": "- @refund",
    "POST /v1/charges/{charge}/refunds/{refund}": "extra.RefundUpdate @refund",
    "POST /v1/charges/{charge}/refund": "RefundCreate @charge",
    "GET /v1/payment_pages/{page}": "extra.PaymentPageProof @checkout.session",
    "POST /v1/payment_pages/{page}": "extra.PaymentPageUpdate -",
    "POST /v1/payment_pages/{page}/init": "extra.PaymentPageProof -",
    "POST /v1/payment_pages/{page}/confirm": "extra.PaymentPageConfirm @checkout.session",
    "POST /v1/confirmation_tokens": "test_helpers.ConfirmationTokenCreate @confirmation_token",
}
EITHER_CARD = "@extra.Card|@extra.CardToken"


@dataclass(frozen=True)
class Extra:
    """One more parameter of these operations (`{}` for every placeholder), in the tables' notation."""

    operations: tuple[str, ...]
    field: str
    reason: str


EXTRAS = (
    Extra(
        ("POST /v1/payment_methods",),
        f"card:{EITHER_CARD}",
        "the SDK makes every field of a card optional; Stripe wants number and date, or a token",
    ),
    Extra(
        (
            "POST /v1/payment_intents/{}/confirm",
            "POST /v1/setup_intents/{}/confirm",
            "POST /v1/payment_intents/{}/verify_microdeposits",
            "POST /v1/setup_intents/{}/verify_microdeposits",
        ),
        "client_secret:s",
        "Stripe.js proves with it whose payment it is (facts 68, 72); the SDK is for servers",
    ),
    Extra(
        ("POST /v1/customers", "POST /v1/customers/{}", "POST /v1/charges"),
        "source:s|@extra.CardSource",
        "before PaymentMethods a card was sent as `source[object]=card`; still taken, the SDK names tokens only",
    ),
    Extra(
        ("POST /v1/customers/{}/sources",),
        "source!:s|@extra.CardSource",
        "the same, where the SDK demands it",
    ),
    Extra(
        ("POST /v1/customers", "POST /v1/customers/{}", "POST /v1/charges"),
        f"card:s|{EITHER_CARD}",
        "the oldest name of `source`",
    ),
    Extra(
        ("POST /v1/webhook_endpoints",),
        "api_version:s",
        "the SDK lists the versions until its own; Stripe knows newer ones",
    ),
    Extra(
        ("POST /v1/products/{}",),
        "default_price:s?",
        "an empty string unsets it (a Stripe engineer in stripe/stripe-python#658); the SDK says only that it is set",
    ),
    Extra(
        ("POST /v1/sources",),
        f"card:{EITHER_CARD}",
        "Stripe.js made sources of type `card` from raw details",
    ),
)


@dataclass(frozen=True)
class Legacy:
    """A parameter's older name, which clients without a pinned version still send, by shape.

    `field` is added where the shape lacks it. `instead_of` is the field that it replaces, which is then not required:
    the handler requires one of the two.
    """

    shapes: tuple[str, ...]
    field: str
    instead_of: str
    reason: str
    # The day of the first API version that does not take it any more; empty where every version does.
    until: str = ""


LEGACY = (
    Legacy(
        ("CustomerCreate", "CustomerUpdate"),
        "coupon:s?",
        "",
        "a coupon of a customer itself, gone since 2025-09-30.clover; the official CLI's triggers send it",
    ),
    Legacy(("CustomerCreate", "CustomerUpdate"), "promotion_code:s?", "", "the same by promotion code"),
    Legacy(("PromotionCodeCreate",), "coupon:s", "promotion", "before `promotion[coupon]`; sent by the official CLI"),
    Legacy(
        ("SubscriptionScheduleCreate.Phase", "SubscriptionScheduleUpdate.Phase"),
        "iterations:i",
        "duration",
        "how often the price's interval passes, before `duration`; sent by the official CLI",
    ),
    Legacy(
        ("SubscriptionCreate", "SubscriptionUpdate"),
        "coupon:s?",
        "",
        "before `discounts`; taken by older versions",
    ),
    Legacy(
        ("SubscriptionCreate", "SubscriptionUpdate"),
        "plan:s? quantity:i",
        "items",
        "of the one item; no SDK has them, the API took and showed them with 2025-07-30.basil and later ones of that "
        "year (https://github.com/stripe/stripe-dotnet/issues/2219, https://github.com/pay-rails/pay/pull/1262)",
        "2026-03-25",
    ),
    Legacy(
        ("checkout.SessionCreate.LineItem",),
        "amount:i currency:s description:s images:[s] name:s",
        "",
        "before `price_data` (https://docs.stripe.com/changelog/2022-08-01/replaces-line-item-create-checkout-session)",
        "2022-08-01",
    ),
)
# More members of named enums: the official CLI says `jp_bank_account` where the SDK says `jp_bank_transfer`.
MEMBERS = {"CustomerFundingInstructionsCreate.BankTransfer.type": ("jp_bank_account",)}
# Shapes whose strings may be longer: "a maximum character count of 20,000" (https://docs.stripe.com/api/disputes).
LONG_TEXTS = {"DisputeUpdate.Evidence": 20_000}
METHOD_DATA = "payment_method_data"
METHOD_DATA_SHAPE = "PaymentMethodData"
# Within `payment_method_data`: the SDK leaves raw cards to browsers, so it has neither `card` nor `type=card`.
METHOD_DATA_CARD = f"card:{EITHER_CARD}"
# What Stripe.js adds to its requests; seen in many published recordings of them.
BROWSER = frozenset(
    (
        "_stripe_account",
        "_stripe_version",
        "client_attribution_metadata",
        "expected_payment_method_type",
        "guid",
        "key",
        "muid",
        "pasted_fields",
        "payment_user_agent",
        "referrer",
        "sid",
        "time_on_page",
    )
)
# What it adds within other parameters.
BROWSER_WITHIN = {METHOD_DATA: BROWSER, "radar_options": frozenset(("hcaptcha_token",))}
# Fields of objects that the SDK leaves out and recorded answers have (fact 65).
ANSWERS = {"charge": "destination:>account? dispute:>dispute? order:s?"}
# The same of the versions before a day: the plan and the quantity of a subscription's one item, and the period of each
# item, which versions before 2025-03-31.basil show beside the subscription's own (fact 124); the charges of a
# PaymentIntent (https://docs.stripe.com/changelog/2022-11-15).
OLDER_ANSWERS = {
    "2026-03-25": {"subscription": "plan:@plan? quantity:i?"},
    "2025-03-31": {"subscription_item": "current_period_end:i current_period_start:i"},
    "2022-11-15": {"payment_intent": "charges:(@charge)?"},
}
# On every operation (fact 44).
EXPAND = "expand:[s]"
