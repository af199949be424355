"""What is known of one extension."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Record:
    """How far an extension came, how long each step took, and what went wrong in which step."""

    name: str
    state: str = "found"
    seconds: dict[str, float] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether it is left out from here on."""
        return self.state == "failed"

    def fail(self, step: str, error: BaseException) -> None:
        """Leave it out from here on."""
        self.state = "failed"
        self.errors[step] = f"{type(error).__name__}: {error}"

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note how long the step takes."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = round(time.perf_counter() - began, 3)

    def status(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)
