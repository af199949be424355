"""The watch interrupts the main thread, and no signal of it meets a process that has no handler for it any more."""

import signal
import sys
import threading

import pytest

from harness.run import watch
from harness.run.watch import Watch

SECONDS = 20.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGUSR1")


def test_a_signal_that_is_on_its_way_while_the_watch_stops_finds_its_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default action would end this process, and whoever's case runs in it."""
    sending, handlers = threading.Event(), []
    monkeypatch.setattr(watch, "EVERY_SECONDS", 0.0)

    def kill(_thread: int, number: int) -> None:
        sending.set()
        watched._ended.wait(SECONDS)  # until the main thread stops the watch
        handlers.append(signal.getsignal(number))

    monkeypatch.setattr(signal, "pthread_kill", kill)
    watched = Watch(lambda: "the stack broke")
    watched.start()
    assert sending.wait(SECONDS)
    watched.stop()
    watched._thread.join(SECONDS)
    assert handlers == [watched._interrupt]
    assert signal.getsignal(signal.SIGUSR1) != watched._interrupt
