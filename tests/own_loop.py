"""Coroutines in a test: always on a loop of their own, because a test of pages may have left one in this thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def run(scene: Coroutine[None, None, Answer]) -> Answer:
    """What it returns or raises, after `asyncio.run` in a thread of its own.

    Playwright's synchronous interface keeps a loop running in the thread that uses it, from the first page to the end
    of the process; `asyncio.run` refuses to start a second one there.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(scene)).result()
