"""What the Stripe backend of a stack can do, found out by asking it: nothing is known of a backend by its name.

Before the suites every capability of `probing.capabilities` is asked for, and every documented card that a
browser checkout can use, all at the same time, over plain HTTP with the stack's own keys. What the backend does not do
as documented is the stack's `missing_capabilities`: by capability, and by the number of a card, what it did instead. A
case that needs it is not run (`harness.run.needs`), and a full run with such a case is unknown.

A probe answers or is given up at a deadline; one that cannot be asked is a lack too ("could not be asked: ...").
"""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from harness.core.masking import mask
from harness.judging.verdict import NOT_ASKED
from harness.stripe.probing import capabilities, cards
from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

__all__ = ["ask"]

# When the last question is given up; a backend that is well answers all of them in a second.
ALL_SECONDS = 60.0
AT_ONCE = 8
SUMMARY_CHARACTERS = 200
Probe = Callable[[Backend], None]


def ask(stack: "Stack", seconds: float = ALL_SECONDS) -> dict[str, str]:
    """What the stack's Stripe lacks: what it did instead, by capability and by number of a card. Raises nothing."""
    ends = time.monotonic() + seconds
    backend = Backend(stack, ends)
    probes = {**{one.name: one.ask for one in capabilities.everything()}, **cards.probes()}
    waiting: queue.SimpleQueue[tuple[str, Probe]] = queue.SimpleQueue()
    for each in probes.items():
        waiting.put(each)
    deviations: dict[str, str] = {}
    threads = [threading.Thread(target=_work, args=(backend, waiting, deviations), daemon=True) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
    unanswered = f"{NOT_ASKED}: no answer within {seconds:g} s"
    found = {name: deviations.get(name, unanswered) for name in probes}
    return {name: instead for name, instead in found.items() if instead}


def _work(backend: Backend, waiting: "queue.SimpleQueue[tuple[str, Probe]]", deviations: dict[str, str]) -> None:
    with suppress(queue.Empty):
        while True:
            name, probe = waiting.get_nowait()
            deviations[name] = _instead(probe, backend)


def _instead(probe: Probe, backend: Backend) -> str:
    """What the backend did instead; empty when it did what Stripe documents."""
    try:
        probe(backend)
    except Deviation as differs:
        return f"{differs}"
    except KeyError as error:
        return f"leaves out {error} in an answer"
    except Exception as error:  # noqa: BLE001  whatever broke, the question has no answer, and that is told
        return f"{NOT_ASKED}: {mask(f'{type(error).__name__}: {error}')[:SUMMARY_CHARACTERS]}"
    return ""
