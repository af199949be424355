"""Python's cycle collector runs rarely: the objects of an account have no cycles and live long.

With Python's own thresholds a quarter of the CPU went into looking through 30,000 stored payments, in pauses of half a
second.
"""

import gc

YOUNG, MIDDLE, OLD = 50_000, 50, 1000


def look_seldom() -> None:
    """Freeze what exists and collect rarely; call it once, after all imports."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
