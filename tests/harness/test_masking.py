"""What is shown never holds a secret."""

import json

import pytest

from harness.masking import mask


@pytest.mark.parametrize(
    "secret",
    ["correct horse", 'with a \\" quote', "sk_test_abcdefgh", "whsec_abcdefgh", "pi_1_secret_abcdefgh"],
)
def test_a_password_and_every_key_is_masked(secret: str) -> None:
    shown = mask(json.dumps({"email": "ada@shop.example", "password": secret, "last_name": "L"}))
    assert secret not in shown
    assert json.loads(shown) == {"email": "ada@shop.example", "password": "…", "last_name": "L"}
