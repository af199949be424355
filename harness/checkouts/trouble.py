"""An adapter's method that breaks judges nobody: the case is unknown, and told with the method and its last answer."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from harness.checkouts.client import last_answer
from harness.checkouts.errors import NotOffered
from harness.core.failure import UNKNOWN, Failure


@contextmanager
def telling(method: str) -> Iterator[None]:
    """While an adapter's method runs: whatever it raises but Refused, Lost and NotOffered is a fault of the adapter."""
    try:
        yield
    except (Failure, NotOffered):
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise Failure(
            UNKNOWN,
            f"The adapter's method `{method}` broke: this case judges nobody",
            let=f"the harness ask the adapter to {method.replace('_', ' ')}",
            then="it answers, or raises Refused or Lost",
            however=f"it raised {type(error).__name__}: {error} ({place.filename}:{place.lineno}, {place.line})",
            exchange=last_answer(),
        ) from error
