"""The same type in other versions of Stripe's API: an upgrade, or an endpoint that is pinned elsewhere (fact 111)."""

from collections.abc import Iterator

from harness.webhook_probe.kit.handler import LATE
from harness.webhook_probe.kit.happenings import TYPES
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Session, failed, of_type, passed, unknown

TITLE = "API versions"
VERSIONS = ("2023-10-16", "2025-02-24.acacia", "2026-10-28.endive")
REFUSED = "refuses versions that its SDK was not made for (stripe-go does so): pin the endpoint's version, and keep it"


def judge(session: Session) -> Iterator[Row]:
    """Acknowledged, or refused on purpose; a handler that breaks will break on the day of an upgrade."""
    session.listen(*VERSIONS)
    for version in VERSIONS:
        event = of_type(session.happen(TYPES[session.main].make, session.main), session.main)
        answer = session.deliver(session.in_version(event, version))
        what, sent = f"an event of {version} does not break the handler", f"{session.main} as {version} has it"
        if answer.trouble == LATE:
            yield unknown(TITLE, what, sent, answer, "the answer did not come in time")
        elif answer.crashed:
            yield failed(TITLE, "webhook_version_crash", what, sent, answer)
        else:
            yield passed(TITLE, what, sent, answer, "" if answer.taken else REFUSED)
