"""The mail names the first product of the order only: a template for shops that sell one thing.

A plausible mistake; no report of it is cited here. What is not in the mail was not bought, for all the shopper knows.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            """\
for line in order.items]
    lines""",
            """\
for line in order.items[:1]]
    lines""",
        ),
    ),
    codes=("mail_not_as_ordered",),
    cases=("test_several_products_make_one_order",),
    run=("scenarios/test_success_cards.py", "-k", "quantity or several"),
)
