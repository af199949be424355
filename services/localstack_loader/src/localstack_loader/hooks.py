"""Where LocalStack calls the loader; the names of the functions are the names of the entry points.

Nothing here runs beside the licensed LocalStack: that one loads the same extensions by itself.
"""

from __future__ import annotations

import logging
import os
from importlib.util import find_spec
from threading import Thread

from localstack.runtime import events, hooks

from localstack_loader.loader import Loader

LOG = logging.getLogger(__name__)
LICENSED = ("localstack.pro.core.extensions", "localstack_ext.extensions")
OFF = ("0", "false")
# At the start after LocalStack's own parts, at the end before them.
LAST, FIRST = -10, 100
READY_SECONDS = 60.0
LOADER = Loader()


def wanted() -> bool:
    """Whether this process has no other loader; `LOCALSTACK_LOADER=0` turns this one off too."""
    if os.environ.get("LOCALSTACK_LOADER", "").lower() in OFF:
        return False
    licensed = os.environ.get("ACTIVATE_PRO", "").lower() not in OFF and any(map(_there, LICENSED))
    if licensed:
        LOG.info("the licensed LocalStack loads the extensions")
    return not licensed


@hooks.on_infra_start(priority=LAST, should_load=wanted)
def load_extensions() -> None:
    """Load every installed extension and let it start."""
    LOADER.start()


@hooks.on_infra_ready(priority=LAST, should_load=wanted)
def extensions_ready() -> None:
    """Tell the extensions once LocalStack is ready: these hooks run just before it says so."""

    def tell() -> None:
        if events.infra_ready.wait(READY_SECONDS):
            LOADER.ready()

    Thread(target=tell, name="extensions-ready", daemon=True).start()


@hooks.on_infra_shutdown(priority=FIRST, should_load=wanted)
def stop_extensions() -> None:
    """Let the extensions end, the last one first."""
    LOADER.stop()


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
