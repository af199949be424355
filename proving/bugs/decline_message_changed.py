"""The pages reword one decline on its way from Stripe to the shopper: whoever has no money is told of plenty.

Nothing is charged wrongly and the API answers as it should; only who looks at the page sees it. The words are changed
in the bundle as it is served, whatever the bundler calls its variables.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "pages/files.py",
            "File(entry.name, entry.read_bytes()) for entry in found}",
            "File(entry.name, re.sub(rb'(\\w)\\.message\\|\\|', REWORDED, entry.read_bytes())) for entry in found}",
        ),
        Edit("pages/files.py", "import html\n", "import html\nimport re\n"),
        Edit(
            "pages/files.py",
            "MEDIA_TYPES = {",
            'REWORDED = rb\'\\1.message?.replace("insufficient","plenty of")||\'\nMEDIA_TYPES = {',
        ),
    ),
    codes=("unexpected_value",),
    cases=(
        "scenarios/browser/test_declines.py::test_a_decline[decline_visa-insufficient_funds",
        "scenarios/browser/test_declines.py::test_a_decline_after_the_challenge[3ds_visa-4000008260003178]",
    ),
    exactly=True,
    run=("scenarios/browser",),
)
