"""A look, twice a second, at what a run stands on; the first trouble interrupts the main thread."""

import _thread
import signal
import sys
import threading
from collections.abc import Callable

EVERY_SECONDS = 0.5
AGAIN_SECONDS = 2.0
MOST_INTERRUPTS = 5
MOST_BLIND = 3


class Watch:
    """Asks `look` in a thread until it tells of a trouble or `stop()` is called.

    On a trouble the main thread gets KeyboardInterrupt, wherever it is and whatever was done with Ctrl-C's signal;
    again every two seconds, for code of a case may swallow it.
    """

    def __init__(self, look: Callable[[], str | None]) -> None:
        self.trouble = ""
        self._look, self._ended = look, threading.Event()
        # Held while a signal is sent, and while its handler is taken away: without one, it would end the process.
        self._sending = threading.Lock()
        self._before: object = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="checkout-harness watch")

    def start(self) -> None:
        """Begin; to be called in the main thread."""
        if sys.platform != "win32":
            self._before = signal.signal(signal.SIGUSR1, self._interrupt)
        self._thread.start()

    def stop(self) -> None:
        """No interrupt comes after this. Nothing when it was stopped before."""
        if self._ended.is_set():
            return
        self._ended.set()
        if sys.platform != "win32":
            with self._sending:
                signal.signal(signal.SIGUSR1, self._before or signal.SIG_DFL)  # type: ignore[arg-type]  # as it was given

    def _run(self) -> None:
        blind = 0
        while not self._ended.wait(EVERY_SECONDS):
            try:
                self.trouble = self._look() or ""
                blind = 0
            except Exception as error:  # noqa: BLE001  who cannot be looked at three times is a trouble, and told
                blind += 1
                self.trouble = f"the stack cannot be looked at: {error}" if blind == MOST_BLIND else ""
            if self.trouble:
                break
        for _ in range(MOST_INTERRUPTS if self.trouble else 0):
            with self._sending:
                if self._ended.is_set():
                    return
                self._interrupt_main()
            self._ended.wait(AGAIN_SECONDS)

    def _interrupt_main(self) -> None:
        if sys.platform == "win32":
            _thread.interrupt_main()
        else:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    def _interrupt(self, _number: int, _frame: object) -> None:
        if not self._ended.is_set():
            raise KeyboardInterrupt(self.trouble)
