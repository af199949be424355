"""Registration takes a user_id that is in no document: it was put there for the import of old customers.

Harm: who knows another shopper's user_id (it is in tokens, orders and Stripe's metadata) registers under it and
owns their cart, orders, payments and refunds. Shows in POST /api/auth/register with `user_id`: 201 with that id,
and GET /api/orders lists the stranger's. Sources: OWASP API3:2023 (mass assignment), SecureBananaLabs #1656,
Eventra #7580, juice-shop #256.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "schemas.py",
            "    last_name: str = Field(min_length=1, max_length=100)\n",
            """\
    last_name: str = Field(min_length=1, max_length=100)
    user_id: SkipJsonSchema[Id] = ABSENT
""",
        ),
        Edit(
            "api/auth.py",
            "body.email, body.password, body.first_name, body.last_name))",
            "body.email, body.password, body.first_name, body.last_name, body.user_id))",
        ),
        Edit(
            "users.py",
            """\
    def register(self, email: str, password: str, first_name: str, last_name: str) -> tuple[Caller, str]:
""",
            """\
    def register(
        self, email: str, password: str, first_name: str, last_name: str, user_id: str | None = None
    ) -> tuple[Caller, str]:
""",
        ),
        Edit(
            "users.py",
            '            "user_id": f"usr_{uuid.uuid4().hex}",\n',
            '            "user_id": user_id or f"usr_{uuid.uuid4().hex}",\n',
        ),
    ),
    codes=("hidden_input",),
    cases=("test_hidden_names_change_nothing",),
    run=("scenarios/hidden_inputs", "-k", "account"),
)
