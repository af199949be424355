"""What is planned for an object on its customer's timeline: at most one job of a name each."""

from __future__ import annotations

import logging
from collections.abc import Callable

from stripe_emulator.billing.shared.automatic_call import by_itself, timeline_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Job
from stripe_emulator.wire.errors import StripeError

LOG = logging.getLogger("stripe_emulator")
Run = Callable[[Call], None]
MEMORY = "billing.jobs"


def plan(call: Call, obj: Object, name: str, due: float, run: Run) -> None:
    """Run something at a time (seconds since 1970), instead of what was planned under this name.

    A refusal is logged: there is no request that it could answer.
    """
    if call.account.is_preview:
        return
    planned = _of(call.account, obj["id"])
    if name in planned:
        planned[name].cancel()
    automatic = by_itself(call)

    def happen() -> None:
        planned.pop(name, None)
        try:
            run(automatic)
        except StripeError as error:
            LOG.warning("%s of %s could not be done: %s", name, obj["id"], error.message)

    planned[name] = timeline_of(call.account, obj).at(due, happen)


def drop(account: Account, obj: Object, *names: str) -> None:
    """Cancel what is planned under these names; without names, everything of the object."""
    if account.is_preview:
        return
    planned = _of(account, obj["id"])
    for name in names or tuple(planned):
        if job := planned.pop(name, None):
            job.cancel()


def _of(account: Account, id: str) -> dict[str, Job]:
    jobs: dict[str, dict[str, Job]] = account.memory.setdefault(MEMORY, {})
    return jobs.setdefault(id, {})
