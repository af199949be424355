"""When Python looks for garbage in cycles: seldom, for what an account keeps has none and is kept for long.

With Python's own thresholds a quarter of the CPU went into looking through 30,000 stored payments, in pauses of half a
second.
"""

import gc

YOUNG, MIDDLE, OLD = 50_000, 50, 1000


def look_seldom() -> None:
    """Leave out what is there already, and look through the rest seldom; call it once all is imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
