"""The confirmation is sent as ASCII: each letter beside A to Z becomes a question mark.

Harm: the shopper's written record of the sale says "K?nguru f?r Kinder", or nothing but question marks in Greek or
Japanese. Shows in the mail of an order whose product's title is not ASCII.
Sources: antiwork/gumroad #3020, mollie/Magento #194, qbicsoftware/data-manager-app #648.
"""

from proving.bugs import Bug, Edit

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
    codes=("title_mangled",),
    cases=("test_letters_beyond_ascii",),
    run=("scenarios/shown/test_goods_as_told.py",),
)
