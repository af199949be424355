"""The kinds of probes, one file each: `TITLE`, and `judge(session)`, which yields rows. In the order of `ALL`."""

from types import ModuleType

from harness.webhook_probe.kinds import (
    deliveries,
    foreign,
    forgeries,
    order,
    repeats,
    shapes,
    signatures,
    speed,
    trust,
    versions,
)

ALL: tuple[ModuleType, ...] = (
    deliveries, forgeries, signatures, repeats, shapes, versions, foreign, trust, order, speed,
)  # fmt: skip
