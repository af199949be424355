"""The confirmation is sent as ASCII: each letter beside A to Z becomes a question mark.

Harm: the shopper's written record of the sale says "K?nguru f?r Kinder", or nothing but question marks in Greek or
Japanese. Shows in the mail of an order whose product's title is not ASCII.
Sources: antiwork/gumroad #3020, mollie/Magento #194, qbicsoftware/data-manager-app #648.
"""

from proving.bugs import Bug, Edit

GROUP = "plain"

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            '    return {"Charset": "UTF-8", "Data": text}\n',
            """\
    return {"Charset": "US-ASCII", "Data": text.encode("ascii", "replace").decode("ascii")}
""",
        ),
    ),
    cases=("test_",),
    run=(),
)
