"""How long the running case still has; a call that it makes, and a condition that it awaits, has no less."""

import time

# What a case has, from the beginning of its setup; `@pytest.mark.deadline(seconds)` gives it another time.
CASE_SECONDS = 120.0
# What the judgement of a case has at least, after a body that has used up the case's time.
JUDGING_SECONDS = 30.0
# What every case has in a process in which a case has met a system that does not answer, on a machine with time.
HUNG_SECONDS = 20.0
# What a call has even when the case's time is over: a case may be long because it asks for much.
LEAST_SECONDS = 15.0
# What it has then once a call of the case has waited in vain: whoever is there answers a small question in it.
AFTER_TIME_OUT_SECONDS = 0.5

_began: float | None = None
_ends = 0.0
_hung = _waited_in_vain = False


def begin(seconds: float | None = None) -> None:
    """A case begins in this process; it has so many seconds (CASE_SECONDS unless told otherwise)."""
    global _began, _ends, _waited_in_vain
    _began, _waited_in_vain = time.monotonic(), False
    usual = HUNG_SECONDS if _hung else CASE_SECONDS
    _ends = _began + (usual if seconds is None else seconds)


def judging() -> None:
    """The running case is judged now."""
    global _ends
    _ends = max(_ends, time.monotonic() + JUDGING_SECONDS)


def end() -> None:
    """No case runs in this process any more."""
    global _began
    _began = None


def timed_out() -> None:
    """A call of the running case has waited in vain."""
    global _waited_in_vain
    _waited_in_vain = True


def hung(holds: bool = True) -> None:
    """A case's whole time went by without an answer although the machine had time: the next ones wait less."""
    global _hung
    _hung = holds


def began() -> float | None:
    """When the running case began, by the monotonic clock; None where none runs in this process."""
    return _began


def over() -> bool:
    """Whether the running case has used up its time; also where none runs in this process."""
    return _began is None or time.monotonic() >= _ends


def seconds_left() -> float:
    """What a call that is made now may take, in seconds: until the running case's deadline, LEAST_SECONDS at least;
    CASE_SECONDS where none runs in this process."""
    if _began is None:
        return CASE_SECONDS
    return max(_ends - time.monotonic(), AFTER_TIME_OUT_SECONDS if _waited_in_vain else LEAST_SECONDS)
