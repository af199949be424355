"""A stub of checkout and Stripe for the tests of the doing half."""

from collections.abc import Iterator

import pytest

from tests.harness.stub import Stub, serve


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A stub that is served while the test runs."""
    stub = Stub()
    server = serve(stub)
    yield stub
    server.shutdown()
    server.server_close()
