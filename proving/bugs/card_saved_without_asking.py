"""Every payment is made with setup_future_usage=off_session: the card may be charged again without the shopper.

Harm: nobody was asked for the consent that card networks, Stripe's terms and the GDPR want, and more banks ask for 3D
Secure. Shows at Stripe: setup_future_usage of each PaymentIntent that the shop makes. Sources:
Automattic/woocommerce-payments #1237, stripe-react-native #1536.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            '            "automatic_payment_methods": methods,\n',
            """\
            "automatic_payment_methods": methods,
            "setup_future_usage": "off_session",
""",
        ),
    ),
    codes=("card_saved_unasked",),
    cases=("test_another_origin",),
    run=("scenarios/shown/test_origins_and_caches.py",),
)
