"""The checkout dies at its start: a setting was renamed in the code and not where it is deployed.

The everyday reason why a release never serves a single request. The gate must not call that a fail of the payments,
nor a pass: it could not run, and it shows the log's last lines and a hint.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settings.py",
            'mail_from=environment.get("MAIL_FROM") or cls.mail_from,',
            'mail_from=environment["MAIL_SENDER"],',
        ),
    ),
    exit_code=2,
    texts=("KeyError: 'MAIL_SENDER'", "last lines of", "Hint: run it by hand in ", "-m checkout"),
)
