"""How long the running case still has; a call that it makes, and a condition that it awaits, has no less."""

CASE_SECONDS = 120.0


def seconds_left() -> float:
    """Seconds until the running case's deadline; the whole time of a case where none runs in this process."""
    return CASE_SECONDS
