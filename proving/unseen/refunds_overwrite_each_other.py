"""The refunded amount is written without looking at the version that was read: an older answer replaces a newer one.

Harm: of two refunds at once (shop and Dashboard, or two events) the order may show one only, so more seems to be left
than is, and status and books are wrong until the next refund. Shows in amount_refunded of GET /api/orders when one
writer is held between reading at Stripe and writing. Source: Tang et al., ad hoc transactions (SIGMOD 2022), lost updates.
"""

from proving.bugs import Bug, Edit

GROUP = "subtle"

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            '            "version = :now AND restocked = :before",\n',
            '            "restocked = :before",\n',
        ),
        Edit(
            "orders.py",
            """\
            now=order.version,
            before=order.restocked,
""",
            '            before=order.restocked,\n',
        ),
    ),
    cases=("test_",),
    run=(),
)
