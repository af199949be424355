"""Recipients are added to a list that belongs to the mailer and is never emptied: each order goes to all before, too.

Magento-SMTP-Pro-Email-Extension #188: order notifications reached other, existing customers.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            "        self._client, self._sender, self._orders = client, sender, orders\n",
            """\
        self._client, self._sender, self._orders = client, sender, orders
        self._to: list[str] = []
""",
        ),
        Edit(
            "mail.py",
            """\
        try:
            self._client.send_email(
""",
            """\
        self._to.append(order.email)
        try:
            self._client.send_email(
""",
        ),
        Edit("mail.py", 'Destination={"ToAddresses": [order.email]}', 'Destination={"ToAddresses": self._to}'),
    ),
    cases=("test_one_order_one_mail",),
    run=("scenarios/test_mail.py", "-k", "one_order"),
)
