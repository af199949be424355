"""Every shopper may put products on sale: the operation asks whether somebody signed in, and not who.

OWASP API5:2023, Broken Function Level Authorization: gold for a cent.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/access.py",
            """\
    if not caller.admin:
        raise Problem(403, "forbidden", "Only an administrator may do this.")
""",
            "",
        ),
        Edit(
            "api/access.py",
            "from checkout.problems import Problem, unauthorized\n",
            "from checkout.problems import unauthorized\n",
        ),
    ),
    cases=("test_a_shopper_is_no_admin",),
    run=("contracts/test_access.py", "-k", "admin"),
)
