"""The emulator's behaviour tests against Stripe's test mode, and what both say: the drift report.

Set `STRIPE_TEST_KEY=sk_test_...` (and `STRIPE_TEST_PUBLISHABLE_KEY=pk_test_...` for what browsers do) and run

    pytest tests/stripe_emulator -m stripe

Each test that carries the marker `stripe` then runs twice, on the emulator and at Stripe; `reports/drift.json` and
`reports/drift.md` name the facts in which the two differ. Without the key nothing changes.
"""
