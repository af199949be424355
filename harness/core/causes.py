"""What an error was caused by: whether no answer came in time, or somebody refused."""

from collections.abc import Iterator


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and so on."""
    each: BaseException | None = error
    chain: list[BaseException] = []
    while each is not None and each not in chain:
        yield each
        chain.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def timed_out(error: BaseException) -> bool:
    """Whether an error of whatever library says that something did not come in time, and nobody refused or broke off.

    By the names of the types themselves: urllib3 derives its refused connections from a time-out.
    """
    chain = list(causes(error))
    if any(isinstance(each, ConnectionRefusedError | ConnectionResetError | BrokenPipeError) for each in chain):
        return False
    return any(isinstance(each, TimeoutError) or "Timeout" in type(each).__name__ for each in chain)
