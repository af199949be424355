"""Keeps Hypothesis from drawing literals out of the harness's own source.

Hypothesis mixes constants that it finds in the modules imported so far into what it draws. Here those modules are the
harness's, not the checkout's, and which of them are imported depends on what ran before: the same seed would send other
requests. Hypothesis has no setting for it, so this replaces a function of its internals;
tests/contracts/test_own_constants.py fails when an update has moved it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants


@contextmanager
def ignored() -> Iterator[None]:
    """Draw no constants of imported modules inside the block; Hypothesis's own list of awkward values stays."""
    original = providers._get_local_constants
    providers._get_local_constants = Constants  # called without arguments: an empty set
    providers.CONSTANTS_CACHE.cache.clear()  # it holds those drawn from earlier
    try:
        yield
    finally:
        providers._get_local_constants = original
        providers.CONSTANTS_CACHE.cache.clear()
