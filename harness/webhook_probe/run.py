"""One run: an emulator is started, the probes are sent one after another, the emulator is ended."""

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median

from harness.core.failure import Failure
from harness.stack.processes.ports import free_port
from harness.webhook_probe import kinds
from harness.webhook_probe.kit.effects import Effects, Unread
from harness.webhook_probe.kit.handler import REFUSED, Handler
from harness.webhook_probe.kit.happenings import USUAL
from harness.webhook_probe.kit.merchant import START_SECONDS, Merchant, StripeRefused, start_emulator
from harness.webhook_probe.kit.rows import UNKNOWN, Row
from harness.webhook_probe.kit.session import Gone, OutOfTime, Session, Stop
from harness.webhook_probe.verdict import Report

SAME = "for the same reason"
KEY = "sk_test_webhook"
NO_TIME = "no time was left: a longer --within"
BROKE = "this probe broke, which says nothing about the handler"
GONE = "the handler refuses connections since: did it end?"


class CannotRun(RuntimeError):
    """Nothing could be judged, and the message says what to do."""


@dataclass(frozen=True)
class Options:
    """What is asked; `timeout` (for one answer), `within` (for all probes) and `settle` are in seconds.

    No `events` stands for the usual ones; `stripe_port` 0 for any that is free.
    """

    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...] = ()
    effects: str = ""
    settle: float = 0.1
    timeout: float = 2.0
    within: float = 20.0
    metadata: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    connect: bool = False
    stripe_port: int = 0
    stripe_key: str = field(default=KEY, repr=False)


def run(options: Options, told: Callable[[str], object] = str) -> Report:
    """Judge the handler; `told` is given the URL of the emulator once it serves. CannotRun when nobody listens.

    StackFailure when the emulator does not start.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="checkout-harness-webhook-") as folder:
        port = options.stripe_port or free_port()
        process = start_emulator(port, Path(folder) / "stripe-emulator.log")
        try:
            handler = Handler(options.url, options.timeout)
            _wake(handler)
            url = process.wait_for_line("ready ", START_SECONDS)
            told(url)
            rows = tuple(_judged(_session(options, handler, url)))
        except StripeRefused as refused:
            raise CannotRun(f"expected an emulator that can be used with these options, got: {refused}") from refused
        finally:
            process.close()
    return Report(options.url, rows, time.monotonic() - began)


def _no_time(session: Session) -> str:
    """Why the time is over, with how long the handler takes for one answer."""
    took = [answer.milliseconds for answer in session.answers]
    return f"{NO_TIME}; one answer takes {median(took):.0f} ms" if took else NO_TIME


def _wake(handler: Handler) -> None:
    """The first request of all may load half the program, so it is not judged; CannotRun when nobody listens."""
    if handler.post("{}", None).trouble == REFUSED:
        hint = "start the handler first; its port and host are those of the URL"
        raise CannotRun(f"expected a handler at {handler.url}, got: connection refused. Hint: {hint}")


def _session(options: Options, handler: Handler, url: str) -> Session:
    session = Session(
        handler,
        Merchant(url, options.stripe_key),
        cache(lambda: Merchant(url, f"sk_test_stranger{secrets.token_hex(4)}")),
        options.secret,
        tuple(dict.fromkeys(options.events)) or USUAL,
        bool(options.events),
        time.monotonic() + options.within,
        options.metadata,
        Effects(options.effects, options.settle) if options.effects else None,
        options.version,
        options.connect,
    )
    session.listen(*([options.version] if options.version else []))
    return session


def _judged(session: Session) -> Iterator[Row]:
    """The rows of each kind. What stops one kind is a row of each that it leaves out: nothing is green by accident."""
    why = ""
    for kind in kinds.ALL:
        if not why:
            try:
                yield from kind.judge(session)
                continue
            except (OutOfTime, Gone, Stop) as stopped:
                why = {OutOfTime: _no_time(session), Gone: GONE}.get(type(stopped), str(stopped))
            except Exception as trouble:  # noqa: BLE001  whatever broke, this kind was not judged, and that is told
                known = isinstance(trouble, Unread | StripeRefused | Failure)
                why = str(trouble) if known else f"{BROKE}: {type(trouble).__name__}: {trouble}"
                if session.main:
                    yield Row(kind.TITLE, "the rest of these probes", "nothing more", "", UNKNOWN, remark=why)
                    why = ""
                    continue
        yield Row(kind.TITLE, "the rest of these probes", "nothing more", "", UNKNOWN, remark=why)
        why = SAME
