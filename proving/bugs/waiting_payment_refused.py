"""Who comes back while her bank still waits is refused, in place of being told that nothing is paid yet.

Our contract answers `requires_action`, and the page shows the challenge again; with an error it shows a failed payment.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "        error = settled.payment.last_error\n",
            '        if settled.payment.status == "requires_action":\n'
            '            raise conflict("not_paid_yet", "the bank has not answered")\n'
            "        error = settled.payment.last_error\n",
        ),
    ),
    codes=("refused",),
    cases=("test_an_abandoned_challenge_sends_no_mail", "test_three_d_secure.py"),
    run=("scenarios/test_mail.py", "scenarios/test_three_d_secure.py"),
)
