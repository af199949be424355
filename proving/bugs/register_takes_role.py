"""Who opens an account may say that it is an administrator's: the body is stored as it came.

OWASP API6:2019, Mass Assignment, which is part of API3:2023 now.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "schemas.py",
            "    last_name: str = Field(min_length=1, max_length=100)\n",
            """\
    last_name: str = Field(min_length=1, max_length=100)
    admin: SkipJsonSchema[bool] = False
""",
        ),
        Edit(
            "api/auth.py",
            "shop.users.register(body.email, body.password, body.first_name, body.last_name)",
            "shop.users.register(body.email, body.password, body.first_name, body.last_name, body.admin)",
        ),
        Edit(
            "users.py",
            "def register(self, email: str, password: str, first_name: str, last_name: str) -> tuple[Caller, str]:",
            """\
def register(
        self, email: str, password: str, first_name: str, last_name: str, admin: bool = False
    ) -> tuple[Caller, str]:""",
        ),
        Edit("users.py", '            "admin": False,\n', '            "admin": admin,\n'),
    ),
    cases=("test_nobody_registers_as_admin[admin]",),
    run=("contracts/test_access.py", "-k", "admin"),
)
