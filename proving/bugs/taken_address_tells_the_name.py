"""Who registers with an address that has an account is told whose it is: first name, last name and user id.

Harm: anybody turns a list of addresses into names and ids of this shop's customers. Shows in `detail` of the 409 of
POST /api/auth/register. Sources: OWASP API3:2023 (excessive data exposure), OWASP WSTG-IDNT-04.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "users.py",
            """\
            raise conflict("email_taken", "This e-mail address has an account. Log in instead.")
""",
            """\
            known = self._store.get("users", email=email.lower()) or item
            name = f"{known['first_name']} {known['last_name']}, {known['user_id']}"
            raise conflict("email_taken", f"This e-mail address has an account ({name}). Log in instead.")
""",
        ),
    ),
    codes=("others_data_shown",),
    cases=("test_a_taken_address_tells_nothing",),
    run=(
        "scenarios/test_access.py",
        "-k",
        "address",
    ),
)
