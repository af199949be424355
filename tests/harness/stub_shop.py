"""A shop at a stub that answers as the reference shop does."""

from dataclasses import replace

from harness.checkouts.loading import REFERENCE
from harness.core.history import History
from harness.shop.shop import Shop
from tests.harness.stub import Stub


def stub_shop(stub: Stub, test_id: str = "a test") -> Shop:
    """Its adapter is the reference shop's."""
    variables = {"ADMIN_EMAIL": "admin@shop.example", "ADMIN_PASSWORD": "admin password"}
    return Shop(replace(stub.stack(), adapter=REFERENCE, variables=variables), History(), 7, test_id)
