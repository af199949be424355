"""A plugin that prints the cards of the collected cases, as JSON on a line of its own."""

import json

import pytest

from harness.run.cases.description import cards_of


def pytest_collection_finish(session: pytest.Session) -> None:
    """Print them."""
    print(json.dumps(sorted({number for item in session.items for number in cards_of(item)})))
