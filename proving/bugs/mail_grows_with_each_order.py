"""The lines of the confirmation are gathered in a default argument, which lives as long as the process: each mail
lists the goods of all earlier orders too.

Harm: shoppers read what strangers bought, and a list that does not add up to their total. Shows in the second
confirmation mail of a running checkout. Sources: ingenesis/shopp #3221 (receipt of the customer before), Python's
mutable default arguments.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            "def _text(order: Order) -> str:\n",
            "def _text(order: Order, lines: list[str] = []) -> str:  # noqa: B006\n",
        ),
        Edit(
            "mail.py",
            '    lines = [f"{line.quantity} x {line.title}: {price}" for line, price in priced]\n',
            '    lines += [f"{line.quantity} x {line.title}: {price}" for line, price in priced]\n',
        ),
    ),
    codes=("mail_not_as_ordered",),
    cases=("test_one_order_one_mail",),
    run=(
        "scenarios/test_mail.py",
        "-k",
        "one_mail",
    ),
)
