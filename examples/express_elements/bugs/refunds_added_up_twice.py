"""The refund's route adds the amount to the order, and so does the webhook that tells of the same refund."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "server.js",
            "    return response.json({ refunded: amount });\n",
            "    order.refunded += amount;\n    return response.json({ refunded: amount });\n",
        ),
    ),
    codes=("refund_without_money",),
    run=("scenarios/test_refunds.py",),
)
