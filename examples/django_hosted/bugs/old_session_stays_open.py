"""Who begins again gets another session, and the first one is forgotten but not expired: both can be paid."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "store/payments.py",
            '        if session.status == "open":\n            session = expire(session)\n',
            '        if session.status == "open":\n            release(order)\n            continue\n',
        ),
    ),
    codes=("unexpected_value",),
    run=("scenarios/test_cart_edges.py",),
)
